using StreamReco.Models.Artifacts;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Shards;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;

namespace StreamReco.Stages.Tests.Bots;

/// <summary>Where every scene with programs begins: a log whose first record is the policy, and a shard that writes its verdicts.</summary>
internal static class BotScene
{
    /// <summary>A log that is judged from its first click on.</summary>
    public static PartitionLog Log(byte[] policy, long atMs = BotLog.StartMs) => new PartitionLog().AddBotPolicy(policy, atMs);

    /// <summary>A shard that says what became of each record.</summary>
    public static ShardSetup Setup(ModelArtifact model, PipelineOptions options) => new(model) { WritesVerdicts = true, Options = options };

    /// <summary>The shard's first owner, whose commits nobody looks at.</summary>
    public static ShardHarness Open(ShardSetup setup) =>
        Outcome.Finish(ShardHarness.OpenAsync(setup, new InMemoryShardSink(new InMemoryCommitLog())));
}
