using System.CommandLine;
using StreamReco.Models.Data;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>How click files are written: <c>--format</c>, <c>--columns</c> and <c>--events</c>, and the reading by them.</summary>
internal sealed class ClickFileOptionSet
{
    /// <summary>Examples for <c>--help</c>, the options alone.</summary>
    public const string ByName = "--columns user=visitor,item=sku,time=ts";

    public const string ByNumber = "--columns user=1,item=2,time=4";

    public const string OwnEvents = "--events clickout=view_item,buy=purchase,scroll=none";

    private readonly Option<string> _format = new("--format")
    {
        Description =
            "How click files are written; found out by their beginning and name when left out: .csv and .tsv have columns with "
            + "a header, .ndjson and .jsonl JSON lines, .inter is recbole, a folder is eshop, anything else is sessions "
            + "(SessionId ItemId Time). docs/FILES.md has a table of known files. "
            + $"One of {string.Join(", ", ClickFileFormats.Names)}.",
        HelpName = "FORMAT",
    };

    private readonly Option<string> _columns = new("--columns")
    {
        Description =
            "Which column or field is which, by name (user=visitor,item=sku,time=ts) or, in a file without a header, by number "
            + "from 1 (user=1,item=2,time=4); usual names are found without. "
            + "Columns: user, session, item, time, event, order, category, price, name, brand, timeframe.",
        HelpName = "COLUMN=NAME,...",
    };

    private readonly Option<string> _events = new("--events")
    {
        Description =
            "Which name or number of an event means which type: clickout=view_item,buy=purchase,4=purchase; none passes it over.",
        HelpName = "NAME=TYPE,...",
    };

    public ClickFileOptionSet() =>
        _format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. ClickFileFormats.Names]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        AddWithoutEventsTo(command);
        command.Add(_events);
    }

    /// <summary>For a command whose <c>--events</c> has a second meaning.</summary>
    public void AddWithoutEventsTo(Command command)
    {
        command.Add(_format);
        command.Add(_columns);
    }

    /// <summary>The clicks of all files, in event-time order.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="files">The files.</param>
    /// <param name="options">The settings: <c>Validation:EarliestEventTime</c> holds for files too.</param>
    /// <param name="cancel">Ends the reading between lines.</param>
    /// <exception cref="DataFileException">A file cannot be read; the message names it.</exception>
    public ClickDataset Read(
        CommandContext context, IReadOnlyList<string> files, StreamRecoOptions options, CancellationToken cancel)
    {
        var settings = Settings(context, options, context.Value(_events));
        return ClickDatasetMerge.Merge([.. files.Select(file => ClickFileReader.Read(file, settings, cancel))]);
    }

    /// <summary>What of it was given, by the option's name; null for what was not.</summary>
    public IReadOnlyList<(string Option, string? Value)> Given(CommandContext context) =>
        [("format", context.Value(_format)), ("columns", context.Value(_columns)), ("events", context.Value(_events))];

    /// <summary>How the command line says that files are to be read.</summary>
    /// <exception cref="DataFileException"><c>--columns</c> or <c>--events</c> is not of its form.</exception>
    public ClickFileSettings Settings(CommandContext context, StreamRecoOptions options) =>
        Settings(context, options, context.Value(_events));

    /// <summary>The same with the names of events from another place.</summary>
    /// <exception cref="DataFileException"><c>--columns</c> or the names of events are not of their form.</exception>
    public ClickFileSettings Settings(CommandContext context, StreamRecoOptions options, string? events) => new()
    {
        Format = ClickFileFormats.TryParse(context.Value(_format), out var named) ? named : null,
        Columns = context.Value(_columns) is { } text ? ColumnMap.Parse(text) : ColumnMap.Usual,
        Events = events is null ? EventMap.Usual : EventMap.Parse(events),
        Reading = options.Pipeline.FileReading(),
        EarliestMs = options.Pipeline.Validation.EarliestEventTime.ToUnixTimeMilliseconds(),
    };
}
