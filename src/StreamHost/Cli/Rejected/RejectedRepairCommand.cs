using System.CommandLine;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary><c>rejected repair</c>: repairs rejected events by a rule or by hand and sends them again.</summary>
internal sealed class RejectedRepairCommand : CliCommand
{
    private readonly RejectedSelection _selection = new();
    private readonly ResendOptionSet _resend = new();

    private readonly Option<string[]> _put = new("--put")
    {
        Description = "Set a field, named by its path as in items.0.item_id; repeatable.",
        HelpName = "FIELD=VALUE",
    };

    private readonly Option<string[]> _rename = new("--rename")
    {
        Description = "Rename a field, named by its path; repeatable. Done before --put.",
        HelpName = "OLD=NEW",
    };

    private readonly Option<double?> _shift = new("--shift-time")
    {
        Description = "Add this to the event's timestamp; late events stay late without it.",
        HelpName = "SECONDS",
    };

    private readonly Option<string> _export = new("--export")
    {
        Description = "Write the events as they came into a file, a JSON line each, and send nothing.",
        HelpName = "FILE",
    };

    private readonly Option<string> _edited = new InputFileOption("--edited")
    {
        Description = "Send the events of an exported file that was edited; lines that were deleted are left out.",
        HelpName = "FILE",
    };

    public RejectedRepairCommand()
        : base("repair", "Mend rejected events and send them again; a dry run unless --yes is given.")
    {
        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Clicks(), PipelineOptionSet.Rejected());
        _selection.AddTo(this, withOrigin: true);
        Add(_put);
        Add(_rename);
        Add(_shift);
        Add(_export);
        Add(_edited);
        _resend.AddTo(this);
        AddCheck(result =>
        {
            Option[] rules = [_put, _rename, _shift];
            Option[] ways = [_export, _edited];
            var asked = ways.Count(way => result.GetResult(way) is not null)
                + (Array.Exists(rules, rule => result.GetResult(rule) is not null) ? 1 : 0);
            if (asked != 1)
            {
                result.AddError(
                    "say how: by --put, --rename and --shift-time, or --export, or --edited; one of the three.");
            }
        });
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Give events the field that they lack",
            "streamreco rejected repair --reason invalid --put event_type=view_item --yes"),
        new("A sender's other name", "streamreco rejected repair --reason invalid --rename visitor=user_id"),
        new("By hand, first half", "streamreco rejected repair --origin clicks/2@1234 --export broken.ndjson"),
        new("By hand, second half", "streamreco rejected repair --edited broken.ndjson --yes"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var mapping = new EventMapping(Pairs(context, _put), Pairs(context, _rename), Shift(context));
        var edited = context.Value(_edited) is { } path ? EditedFile.Read(path) : null;
        if (edited is null && !_selection.IsNamed(context))
        {
            throw new UserErrorException("Say which records: by --reason or --origin.", ExitCode.Usage);
        }

        OutputPlace.CheckFile("--export", context.Value(_export));
        var options = context.LoadOptions();
        var entries = _selection.ReadWhole(context, options.Kafka, _resend.Limit(context), cancel);
        if (context.Value(_export) is { } file)
        {
            EditedFile.Write(file, entries);
            context.Screen.Output.WriteLine($"{entries.Count:N0} events written to {file}");
            return ExitCode.Ok;
        }

        var erased = await ErasedOrigins.ReadAsync(options, context.Time, cancel);
        var resending = new Resending(
            context, options, erased, await Watermarks.ReadAsync(options, cancel), _resend.Yes(context));
        foreach (var entry in entries.Where(entry => edited?.ContainsKey(entry.Origin) ?? true))
        {
            Repair(resending, entry, mapping, edited);
        }

        return resending.Finish(cancel);
    }

    private static void Repair(
        Resending resending, RejectedEntry entry, EventMapping mapping,
        IReadOnlyDictionary<RecordOrigin, byte[]>? edited)
    {
        string? fault = null;
        var value = edited is not null ? edited[entry.Origin] : mapping.Apply(entry.Payload, out fault);
        if (value is not null)
        {
            resending.Add(entry, value, timeMoved: mapping.Shift is not null || edited is not null);
        }
        else
        {
            resending.Refuse(entry, fault!);
        }
    }

    private TimeSpan? Shift(CommandContext context) =>
        context.Value(_shift) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static IReadOnlyList<KeyValuePair<string, string>> Pairs(CommandContext context, Option<string[]> option) =>
    [
        .. (context.Value(option) ?? []).Select(text => text.IndexOf('=') is var at and > 0
            ? KeyValuePair.Create(text[..at].Trim(), text[(at + 1)..])
            : throw new UserErrorException($"{option.Name} {text}: write it as {option.HelpName}.", ExitCode.Usage)),
    ];
}
