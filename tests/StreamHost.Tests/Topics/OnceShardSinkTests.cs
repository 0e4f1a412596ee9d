using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.TestKit.Shards;

namespace StreamReco.StreamHost.Tests.Topics;

public sealed class OnceShardSinkTests
{
    [Fact]
    public async Task What_is_out_is_left_out_and_everything_else_is_committed_with_the_offset()
    {
        var log = new InMemoryCommitLog();
        await using var sink = new OnceShardSink(
            new InMemoryShardSink(log), new HashSet<RecordOrigin> { new("clicks", 0, 5), new("clicks", 0, 7) });
        (await sink.OpenAsync(default)).ShouldBeNull();

        OutboundRecord[] records = [Answer(5), Answer(6), Rejected(7), Answer(8), new(OutboundTopic.Recommendations, [1], null)];
        await sink.CommitAsync(new CommitUnit(records, 9), default);

        log.Records.ShouldBe([records[1], records[3], records[4]]);
        log.NextOffset.ShouldBe(9);
    }

    private static OutboundRecord Answer(long offset) => new(OutboundTopic.Recommendations, null, Value(offset));

    private static OutboundRecord Rejected(long offset) => new(OutboundTopic.Rejected, null, Value(offset));

    private static byte[] Value(long offset) => System.Text.Encoding.UTF8.GetBytes(
        $$"""{"x":1,"origin":{"topic":"clicks","partition":0,"offset":{{offset}} } }""");
}
