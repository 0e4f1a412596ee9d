using StreamReco.Stages.Records;
using StreamReco.TestKit.Shards;

namespace StreamReco.Rig.Simulation;

/// <summary>A partition's log in one micro-batch by one owner without any incident: what every other run must equal.</summary>
internal sealed class Reference
{
    private Reference(byte[] state, SortedDictionary<string, byte[]> users, InMemoryCommitLog log)
    {
        State = state;
        Users = users;
        Answers = [.. log.RecordsOf(OutboundTopic.Recommendations)];
        Rejected = [.. log.RecordsOf(OutboundTopic.Rejected)];
    }

    public byte[] State { get; }

    public IReadOnlyDictionary<string, byte[]> Users { get; }

    public IReadOnlyList<OutboundRecord> Answers { get; }

    public IReadOnlyList<OutboundRecord> Rejected { get; }

    /// <summary>Folds the whole log with one version of the catalog.</summary>
    public static Reference Make(SimulatedWorld world, int partition, int catalogVersion)
    {
        var options = world.Plan.Options();
        options.Limits.ResidentUsersMax = 50_000;
        var node = new SimulatedNode(world, "reference");
        node.FollowCatalog(catalogVersion);
        var setup = new ShardSetup(SimulatedWorld.Model)
        {
            Shard = SimulatedWorld.ShardOf(partition),
            Options = options,
            Others = [SimulatedWorld.Other],
            Catalog = node.Catalog,
            Time = SimulatedWorld.StoppedClock,
        };
        var commits = new InMemoryCommitLog();
        using var owner = Completed(ShardHarness.OpenAsync(setup, new InMemoryShardSink(commits)));
        var log = world.Partitions[partition].Log;
        Completed(owner.RunAsync(log.Slice(0, log.NextOffset)));
        return new Reference(owner.StateBytes(), Completed(owner.StoreAndReadUsersAsync()), commits);
    }

    private static T Completed<T>(Task<T> task) => task.IsCompleted
        ? task.GetAwaiter().GetResult()
        : throw new InvalidOperationException("The in-memory parts complete before they return.");
}
