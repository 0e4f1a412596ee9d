using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary><c>rejected list</c>: what was rejected, counted by reason and field.</summary>
internal sealed class RejectedListCommand : CliCommand
{
    private const int SampleCharsMax = 60;

    private readonly RejectedSelection _selection = new();

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an array of objects.");

    public RejectedListCommand()
        : base("list", "Count the rejected records by reason and field, with the newest of each.")
    {
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Rejected());
        _selection.AddTo(this, withOrigin: false);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("All reasons", "streamreco rejected list --bootstrap k1:9092"),
        new("For a script", "streamreco rejected list --reason invalid --since 2025-01-31T00:00:00Z --output json"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var summary = new RejectedSummary();
        var foreign = _selection.Read(context, options.Kafka, summary.Add, cancel);
        if (foreign > 0)
        {
            context.Screen.Error.WriteLine(
                $"{foreign:N0} records of topic {options.Kafka.Rejected} are no rejected records and are passed over.");
        }

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

    private static void WriteTable(CommandContext context, RejectedSummary summary)
    {
        if (summary.Groups.Count == 0)
        {
            context.Screen.Output.WriteLine("no rejected records");
            return;
        }

        var table = new Table().Border(TableBorder.None).AddColumn("reason").AddColumn("field")
            .AddColumn(new TableColumn("records").RightAligned()).AddColumn("newest").AddColumn("for instance");
        foreach (var group in summary.Groups)
        {
            var sample = context.Screen.IsLive && group.Sample.Length > SampleCharsMax ? $"{group.Sample[..SampleCharsMax]}…" : group.Sample;
            table.AddRow(
                Markup.Escape(group.Reason), Markup.Escape(group.Field ?? "-"), $"{group.Records:N0}",
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
            records = group.Records,
            sample = group.Sample,
            newest = $"{group.Newest}",
            newest_at = group.NewestAt,
        });
        context.Screen.Output.WriteLine(JsonSerializer.Serialize(rows));
    }
}
