using System.CommandLine;
using StreamReco.Models.Data;

namespace StreamReco.StreamHost.Cli;

/// <summary>How click files are written: <c>--format</c> and <c>--columns</c>, and the reading by them.</summary>
internal sealed class ClickFileOptionSet
{
    private readonly Option<string> _format = new("--format")
    {
        Description =
            "How click files are written; default by the name: .csv, .ndjson and .jsonl say it, a folder is eshop, "
            + "anything else is sessions (SessionId ItemId Time).",
        HelpName = string.Join('|', ClickFileFormats.Names),
    };

    private readonly Option<string> _columns = new("--columns")
    {
        Description =
            "Which column or field is which, for example user=visitor,item=sku,time=ts; usual names are found without. "
            + "Columns: user, session, item, time, event, order, category, price, name, brand.",
        HelpName = "COLUMN=NAME,...",
    };

    public ClickFileOptionSet() =>
        _format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. ClickFileFormats.Names]);

    public void AddTo(Command verb)
    {
        verb.Add(_format);
        verb.Add(_columns);
    }

    /// <summary>The clicks of all files, in event-time order.</summary>
    /// <exception cref="DataFileException">A file cannot be read; the message names it.</exception>
    public ClickDataset Read(ParseResult parse, IReadOnlyList<string> files, CancellationToken cancel)
    {
        var columns = parse.GetValue(_columns) is { } text ? ColumnMap.Parse(text) : null;
        return ClickDatasetMerge.Merge(
            [.. files.Select(file => ClickFileReader.Read(file, FormatOf(parse, file), columns, cancel))]);
    }

    private ClickFileFormat FormatOf(ParseResult parse, string file)
    {
        if (ClickFileFormats.TryParse(parse.GetValue(_format), out var named))
        {
            return named;
        }

        var name = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return Directory.Exists(file) ? ClickFileFormat.Eshop
            : Path.GetExtension(name).ToLowerInvariant() switch
            {
                ".csv" => ClickFileFormat.Csv,
                ".ndjson" or ".jsonl" => ClickFileFormat.Ndjson,
                _ => ClickFileFormat.Sessions,
            };
    }
}
