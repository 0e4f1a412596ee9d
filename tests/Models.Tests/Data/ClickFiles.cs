using StreamReco.Models.Data;

namespace StreamReco.Models.Tests.Data;

/// <summary>Reads small inline files as the command line does: the form is found out unless it is named.</summary>
internal static class ClickFiles
{
    public static ClickDataset Read(
        this TemporaryFiles files, string name, string content, string? format = null, string? columns = null,
        string? events = null) => ClickFileReader.Read(files.Write(name, content), Settings(format, columns, events));

    public static string Refusal(
        this TemporaryFiles files, string name, string content, string? format = null, string? columns = null,
        string? events = null) =>
        Should.Throw<DataFileException>(() => files.Read(name, content, format, columns, events)).Message;

    public static ClickFileSettings Settings(string? format = null, string? columns = null, string? events = null) => new()
    {
        Format = ClickFileFormats.TryParse(format, out var named) ? named : null,
        Columns = columns is null ? ColumnMap.Usual : ColumnMap.Parse(columns),
        Events = events is null ? EventMap.Usual : EventMap.Parse(events),
    };

    /// <summary>User, item and time of each click, in time order.</summary>
    public static string[] Lines(this ClickDataset data) =>
        [.. data.Clicks.Select(click => $"{click.UserId} {click.ItemId} {click.TimeMs}")];
}
