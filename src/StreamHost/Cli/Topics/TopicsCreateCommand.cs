using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Topics;

/// <summary><c>topics create</c>: the topics of a pipeline.</summary>
internal sealed class TopicsCreateCommand : CliCommand
{
    private readonly Option<int> _partitions = new Option<int>("--partitions")
    {
        Description = "Partitions of each topic; those of the clicks are the shards, the most that can work at once.",
        HelpName = "N",
        DefaultValueFactory = _ => 4,
    }.AtLeast(1);

    private readonly Option<short> _replication = new("--replication")
    {
        Description = "Copies of each partition; -1 takes the broker's default.",
        HelpName = "N",
        DefaultValueFactory = _ => TopicPlan.BrokerDefault,
    };

    private readonly Option<double?> _retention = new("--retention-hours")
    {
        Description =
            "How long clicks are kept; the broker's default when left out. A recovery needs those since the last "
                + "snapshot.",
        HelpName = "H",
    };

    public TopicsCreateCommand()
        : base("create", "Create the topics that are missing; those that are there are left as they are, and compared.")
    {
        PipelineOptionSet.AddTo(
            this, [PipelineOptionSet.Bootstrap(), .. PipelineOptionSet.Topics(), PipelineOptionSet.Verdicts(), PipelineOptionSet.Alerts()]);
        Add(_partitions);
        Add(_replication);
        Add(_retention);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("On a local broker", "streamreco topics create --bootstrap 127.0.0.1:9092"),
        new("For a cluster of three",
            "streamreco topics create --bootstrap k1:9092 --partitions 12 --replication 3 --retention-hours 168"),
        new("With the topic that the lake needs", "streamreco topics create --verdicts clicks.verdicts"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var retention = context.Value(_retention) is { } hours ? TimeSpan.FromHours(hours) : (TimeSpan?)null;
        var creator = new TopicCreator(
            options.Kafka, options.Pipeline.Limits, NullLogger<TopicCreator>.Instance, context.Time);
        var plan = new TopicPlan(context.Value(_partitions), context.Value(_replication), retention);
        using var wait = BrokerWait.Begin(context, options.Kafka);
        foreach (var report in await creator.CreateAsync(plan, cancel))
        {
            var state = report.Created ? "created" : "was there";
            context.Screen.Output.WriteLine($"{report.Topic,-24} {report.Partitions,4} partitions  {state}");
            foreach (var warning in report.Warnings)
            {
                context.Screen.Error.WriteLine(warning);
            }
        }

        return ExitCode.Ok;
    }
}
