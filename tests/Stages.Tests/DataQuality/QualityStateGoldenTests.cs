using StreamReco.Stages.State;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.DataQuality;

/// <summary>The durable form of quality rules and what they saw: bytes of earlier releases must stay readable.</summary>
public sealed class QualityStateGoldenTests
{
    private const long StartMs = 1_768_478_400_000;

    private const string Rules = """
        {"rules":[{"name":"there","check":"complete","field":"country","warn":0.9},{"name":"again","check":"unique"},
        {"name":"spread","check":"ks","field":"event_type","reference":{"values":["view_item"],"counts":[9,1]}}],"window":"10s","minCount":2,"raiseAfter":1}
        """;

    [Fact]
    public async Task A_state_with_rules_is_written_byte_for_byte_and_read_whole()
    {
        var log = new PartitionLog().AddQualityRules(Rules, StartMs);
        for (var i = 0; i < 12; i++)
        {
            var click = i % 3 == 0 ? EventBytes.Home($"u{i}", StartMs + (i * 3_000)) : EventBytes.View($"u{i}", "i1", StartMs + (i * 3_000), country: "DE");
            log.AddOf(click, StartMs + (i * 3_000), i % 2 == 0 ? "web" : "app");
        }

        log.AddOf([(byte)'{'], StartMs + 40_000, "web");
        using var owner = await ShardHarness.OpenAsync(
            new ShardSetup(SmallModel.Create(items: 4)), new InMemoryShardSink(new InMemoryCommitLog()));
        await owner.RunAsync(log.Batches(0, [4]));

        var bytes = owner.Fold.Capture().Delta.State.ToArray();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden());
        var read = ShardState.FromBytes(Convert.FromHexString(Golden()), new PipelineOptions().Window);
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden());
        read.Quality!.Rules.Rules.Select(rule => rule.Name).ShouldBe(["there", "again", "spread"]);
    }

    private static string Golden()
    {
        using var stream = typeof(QualityStateGoldenTests).Assembly.GetManifestResourceStream("shard-state.v11.hex")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("");
    }
}
