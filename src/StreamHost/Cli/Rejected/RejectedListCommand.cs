using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>
/// <c>rejected list</c>: what was rejected and not repaired since, counted by reason and field. Which records were repaired stands in the
/// clicks topic: it is read where that does not take long, or where it is asked for.
/// </summary>
internal sealed class RejectedListCommand : CliCommand
{
    private const int SampleCharsMax = 60;

    /// <summary>Clicks that are read without being asked for: a second or two.</summary>
    private const long CheapRecordsMax = 200_000;

    private readonly RejectedSelection _selection = new();

    private readonly Option<string> _status = new Option<string>("--status")
    {
        Description = "Only records with this status: open, repaired (sent again by 'rejected repair', 'rejected replay' or 'bots release'), all. "
            + $"Default: open, where it takes no more than {CheapRecordsMax:N0} clicks to tell; else all.",
        HelpName = "STATUS",
    }.AcceptOnlyFromAmong(RejectedStatus.All);

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an array of objects.");

    public RejectedListCommand()
        : base("list", "Count the rejected records by reason and field, with the newest of each.")
    {
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Clicks(), PipelineOptionSet.Rejected());
        _selection.AddTo(this, withOrigin: false);
        Add(_status);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("All reasons", "streamreco rejected list --bootstrap k1:9092"),
        new("What was repaired", "streamreco rejected list --status repaired"),
        new("For a script", "streamreco rejected list --reason invalid --since 2025-01-31T00:00:00Z --output json"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var all = new RejectedSummary();
        var foreign = _selection.Read(context, options.Kafka, all.Add, cancel);
        if (foreign > 0)
        {
            context.Screen.Error.WriteLine(
                $"{foreign:N0} records of topic {options.Kafka.Rejected} are no rejected records and are passed over.");
        }

        var summary = WithRepairs(context, options.Kafka, all, cancel);
        if (context.Value(_output) == "json")
        {
            WriteJson(context, summary);
        }
        else
        {
            WriteTable(context, summary);
        }

        return Task.FromResult(ExitCode.Ok);
    }

    /// <summary>Counts anew by what was repaired; where that is not known, what was counted stands.</summary>
    private RejectedSummary WithRepairs(CommandContext context, KafkaOptions kafka, RejectedSummary all, CancellationToken cancel)
    {
        var status = context.Value(_status);
        if (all.Seen == 0 || FindRepaired(context, kafka, all, isAsked: status is not null, cancel) is not { } repaired)
        {
            return all;
        }

        var summary = new RejectedSummary(repaired, status ?? RejectedStatus.Open);
        _selection.Read(context, kafka, summary.Add, cancel);
        return summary;
    }

    /// <returns>Null where it is not known, which a line on standard error says.</returns>
    /// <exception cref="KafkaSetupException">It was asked for, and the clicks cannot be read.</exception>
    private static IReadOnlySet<RecordOrigin>? FindRepaired(
        CommandContext context, KafkaOptions kafka, RejectedSummary all, bool isAsked, CancellationToken cancel)
    {
        string why;
        try
        {
            var (repaired, clicks) = RepairedOrigins.Read(kafka, all.OldestMs, isAsked ? long.MaxValue : CheapRecordsMax, cancel);
            if (repaired is not null)
            {
                return repaired;
            }

            why = $"{clicks:N0} clicks came since the oldest of them; --status open reads these.";
        }
        catch (KafkaSetupException e) when (!isAsked)
        {
            why = e.Message;
        }

        context.Screen.Error.WriteLine($"Which of the records were repaired is not known: {why}");
        return null;
    }

    private static void WriteTable(CommandContext context, RejectedSummary summary)
    {
        if (summary.Groups.Count == 0)
        {
            context.Screen.Output.WriteLine(
                summary.Seen == 0 ? "no rejected records" : $"no rejected records with this status; {summary.Seen:N0} with another (--status all)");
            return;
        }

        var table = new Table().Border(TableBorder.None).AddColumn("reason").AddColumn("field")
            .AddColumn(new TableColumn("records").RightAligned()).AddColumn(new TableColumn("repaired").RightAligned()).AddColumn("newest").AddColumn("for instance");
        foreach (var group in summary.Groups)
        {
            var sample = context.Screen.IsLive && group.Sample.Length > SampleCharsMax ? $"{group.Sample[..SampleCharsMax]}…" : group.Sample;
            table.AddRow(
                Markup.Escape(group.Reason), Markup.Escape(group.Field ?? "-"), $"{group.Listed:N0}", summary.KnowsRepaired ? $"{group.Repaired:N0}" : "?",
                Markup.Escape($"{group.Newest}"), Markup.Escape(sample));
        }

        context.Screen.Results.Write(table);
    }

    private static void WriteJson(CommandContext context, RejectedSummary summary)
    {
        var rows = summary.Groups.Select(group => new
        {
            reason = group.Reason,
            field = group.Field,
            records = group.Listed,
            repaired = summary.KnowsRepaired ? group.Repaired : (long?)null,
            sample = group.Sample,
            newest = $"{group.Newest}",
            newest_at = group.NewestAt,
        });
        context.Screen.Output.WriteLine(JsonSerializer.Serialize(rows));
    }
}
