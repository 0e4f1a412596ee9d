using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>A pipeline in this process: its settings and topics, and nodes that are started and stopped.</summary>
internal sealed class PathHarness(string bootstrap, string group, PathTopics topics, string state)
{
    /// <summary>The log of every node.</summary>
    public RecordedLogs Logs { get; } = new();

    public PathTopics Topics => topics;

    /// <summary>The settings of nodes started from here on.</summary>
    public StreamRecoOptions Options { get; } = new()
    {
        Kafka =
        {
            Bootstrap = bootstrap, Group = group, Clicks = topics.Clicks, Catalog = topics.Catalog,
            Recommendations = topics.Recommendations, Rejected = topics.Rejected,
        },
        State = { Connection = state },
        Model = { Directory = PathModel.Directory },
        Pipeline = { Score = { Provider = "cpu" } },
    };

    /// <summary>Commits small enough that a run can be caught in its middle.</summary>
    public void CommitInSmallSteps()
    {
        Options.Pipeline.Limits.BatchRecordsMax = 20;
        Options.Pipeline.Limits.CommitRecordsMax = 20;
        Options.Pipeline.Limits.InboxBatchesMax = 1;
        Options.Pipeline.Limits.InFlightBatchesMax = 1;
    }

    /// <summary>Starts a node that reads on until it is stopped or, with <paramref name="untilEnd"/>, done.</summary>
    /// <param name="untilEnd">Whether it ends by itself.</param>
    /// <param name="beforeRun">Done when model, store and catalog are there and no click has been read.</param>
    public Task<RunningNode> StartAsync(bool untilEnd = false, Action? beforeRun = null) =>
        RunningNode.StartAsync(Options, Logs, untilEnd, beforeRun);

    /// <summary>Runs a node to the end of the clicks.</summary>
    public async Task<RunningNode> RunToTheEndAsync()
    {
        await using var node = await StartAsync(untilEnd: true);
        await node.EndAsync();
        return node;
    }

    public Task<ExpectedPath> ExpectedAsync() => ExpectedPath.ReadAsync(bootstrap, topics.Clicks);

    public Task<PathOutput> OutputAsync() => PathOutput.ReadAsync(bootstrap, topics);

    public GroupProgress Progress(int partitions) => new(bootstrap, group, topics.Clicks, partitions);
}
