using System.CommandLine;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Run;

/// <summary><c>run</c>: one node of the recommender.</summary>
internal sealed class RunCommand : CliCommand
{
    private readonly Option<bool> _untilEnd = new("--until-end")
    {
        Description = "Process what the topics hold at start, then drain, commit, snapshot and exit 0.",
    };

    private readonly Option<bool> _repartition = new("--repartition")
    {
        Description =
            "The clicks are not keyed by user: carry them, once each, into a topic that is, and fold that one. "
            + "[Kafka:Repartition]",
    };

    private readonly Option<string> _report = new("--report")
    {
        Description = "Write what the run did to this file as JSON.",
        HelpName = "FILE",
    };

    public RunCommand()
        : base("run", "Run a node: clicks in, recommendations out. More nodes with the same group share the partitions.")
    {
        PipelineOptionSet.AddTo(this, [.. PipelineOptionSet.All(), PipelineOptionSet.Verdicts(), PipelineOptionSet.Alerts(), PipelineOptionSet.Join()]);
        Add(_untilEnd);
        Add(_repartition);
        Add(_report);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("A node on a local broker, state in a file", "streamreco run --bootstrap 127.0.0.1:9092 --model model --state reco.db"),
        new("One of several nodes, state in PostgreSQL",
            "streamreco run --bootstrap k1:9092,k2:9092 --state \"Host=db;Database=reco;Username=reco\""),
        new("Clicks keyed by session, or not at all", "streamreco run --repartition --state reco.db"),
        new("A batch over what is there now", "streamreco run --until-end --report report.json"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.Value(_repartition)
            ? context.LoadOptions(forced: [new("Kafka:Repartition", "true")])
            : context.LoadOptions();
        var level = context.Verbose ? LogLevel.Debug : context.Screen.IsQuiet ? LogLevel.Warning : LogLevel.Information;
        OutputPlace.CheckFile("--report", context.Value(_report));
        NodeReport report;
        try
        {
            report = await NodeHost.RunAsync(options, context.Value(_untilEnd), level, context.Time, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            context.Screen.Error.WriteLine("Stopped at start: no click was read, so there is nothing to commit.");
            return ExitCode.Ok;
        }

        ReportLines.Write(report, context.Screen);
        await ReportJson.WriteAsync(report, context.Value(_report), CancellationToken.None);
        return ExitCode.Ok;
    }
}
