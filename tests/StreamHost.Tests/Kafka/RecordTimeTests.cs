using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Kafka;

public sealed class RecordTimeTests
{
    [Fact]
    public async Task A_record_of_the_first_moment_of_1970_is_not_sent_with_the_time_of_sending()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("clicks", 1);
        long[] times = [0, 1, 1_714_557_600_000];
        using (var writer = new RecordWriter(new KafkaOptions { Bootstrap = broker.Bootstrap }))
        {
            foreach (var time in times)
            {
                writer.Write("clicks", null, [1], time, onWritten: null, CancellationToken.None);
            }

            writer.Flush(TimeSpan.FromSeconds(30));
        }

        var records = await TopicReader.ReadAllAsync(broker.Bootstrap, "clicks");

        records.Select(record => record.Message.Timestamp.UnixTimestampMs).ShouldBe([1, 1, 1_714_557_600_000]);
    }
}
