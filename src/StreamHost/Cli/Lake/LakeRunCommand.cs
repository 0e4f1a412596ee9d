using System.CommandLine;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Lake;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Lake;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.OpenLineage;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary><c>lake run</c>: a process that writes a lake.</summary>
internal sealed class LakeRunCommand : CliCommand
{
    private readonly Option<bool> _untilEnd = new("--until-end")
    {
        Description = "Write what has a verdict at start, then end.",
    };

    private readonly Option<bool> _acceptGaps = new("--accept-gaps")
    {
        Description = "Pass offsets that have no verdict, counted as unknown, instead of ending with an error.",
    };

    public LakeRunCommand()
        : base("run", "Write a lake: each click that the nodes applied becomes a row of a Parquet file, once. More such processes share the partitions.")
    {
        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Group(), PipelineOptionSet.Clicks(), PipelineOptionSet.VerdictsNeeded(),
            PipelineOptionSet.Recommendations(), PipelineOptionSet.Lake(), PipelineOptionSet.OpenLineage());
        Add(_untilEnd);
        Add(_acceptGaps);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Beside nodes that run with --verdicts clicks.verdicts", "streamreco lake run --verdicts clicks.verdicts --lake lake"),
        new("Once, over what is there", "streamreco lake run --verdicts clicks.verdicts --lake lake --until-end"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        if (!options.Kafka.WritesVerdicts)
        {
            throw new UserErrorException(
                "Kafka:Verdicts is empty; name the topic that the nodes write their verdicts to (--verdicts clicks.verdicts), and give it to 'run' too.",
                ExitCode.Usage);
        }

        (string, string)[] answers = options.Lake.Answers ? [("Kafka:Recommendations", options.Kafka.Recommendations)] : [];
        await TopicPresence.CheckAsync(
            options.Kafka, [("Kafka:Clicks", options.Kafka.FoldedTopic()), ("Kafka:Verdicts", options.Kafka.Verdicts), .. answers],
            context.Time, cancel);
        var level = context.Verbose ? LogLevel.Debug : context.Screen.IsQuiet ? LogLevel.Warning : LogLevel.Information;
        using var loggers = LoggerFactory.Create(logging => HostLogging.Configure(logging, level));
        var run = new LakeRun(options, context.Value(_acceptGaps), context.Time, loggers.CreateLogger<LakeRun>());
        var lake = LakeRun.Begin(options, context.Time);
        string[] topics = [options.Kafka.FoldedTopic(), options.Kafka.Verdicts, .. answers.Select(answer => answer.Item2)];
        await LineageRun.RunAsync(
            options, context.Time, context.Screen.Error, "lake.run", topics.Select(topic => LineageDataset.OfTopic(options.Kafka.Bootstrap, topic)),
            LakeTables.All.Select(table => LakeDatasets.Table(options.Lake.Directory, table)), async told =>
            {
                await (context.Value(_untilEnd) ? run.RunUntilEndAsync(lake, cancel) : run.RunAsync(lake, cancel));
                told.Wrote(() => LakeDatasets.WrittenTo(lake, options.Lake.Directory));
                return run.Rows;
            }, cancel);
        context.Screen.Output.WriteLine($"{run.Rows:N0} rows in {run.Commits:N0} commits written to {options.Lake.Directory}");
        return ExitCode.Ok;
    }
}
