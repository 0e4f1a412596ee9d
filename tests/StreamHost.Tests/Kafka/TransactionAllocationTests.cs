using Confluent.Kafka;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Kafka;

public sealed class TransactionAllocationTests
{
    private const int Answers = 2_000;

    /// <summary>The transaction's own objects, shared by its answers.</summary>
    private const double BytesPerAnswerMax = 12;

    private static readonly string[] _topics = ["clicks", "recommendations", "rejected"];

    [Fact]
    public async Task An_answer_is_committed_without_an_object_of_its_own()
    {
        using var broker = Broker();
        var options = OptionsOf(broker);
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientSettings.Consumer(options)).Build();
        await using var sink = SinkOf(options, consumer);
        await sink.OpenAsync(CancellationToken.None);
        var records = Records(Answers);
        await sink.CommitAsync(new CommitUnit(records, 10), CancellationToken.None);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var commit = sink.CommitAsync(new CommitUnit(records, 20), CancellationToken.None);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        commit.IsCompletedSuccessfully.ShouldBeTrue();
        (bytes / (double)Answers).ShouldBeLessThan(BytesPerAnswerMax);
        (await TopicReader.ReadAllAsync(broker.Bootstrap, options.Recommendations)).Count.ShouldBe(2 * Answers);
    }

    [Fact]
    public async Task Records_with_and_without_memory_of_their_own_keep_their_order()
    {
        using var broker = Broker();
        var options = OptionsOf(broker);
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientSettings.Consumer(options)).Build();
        await using var sink = SinkOf(options, consumer);
        await sink.OpenAsync(CancellationToken.None);
        var buffer = new ByteBuffer(1_000);
        var records = new List<OutboundRecord>();
        for (var i = 0; i < 60; i++)
        {
            var shared = new OutboundRecord(OutboundTopic.Recommendations, null, null) { KeyBytes = buffer.Add("u"), ValueBytes = buffer.Add($"{i}") };
            records.Add((i % 7) switch
            {
                0 => new OutboundRecord(OutboundTopic.Recommendations, "u"u8.ToArray(), System.Text.Encoding.UTF8.GetBytes($"{i}")),
                1 => shared with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
                2 => new OutboundRecord(OutboundTopic.Rejected, null, "{}"u8.ToArray()),
                _ => shared,
            });
        }

        await sink.CommitAsync(new CommitUnit(records, 60), CancellationToken.None);

        (await TopicReader.ReadAllAsync(broker.Bootstrap, options.Recommendations))
            .Select(record => int.Parse(System.Text.Encoding.UTF8.GetString(record.Message.Value), null))
            .ShouldBe(Enumerable.Range(0, 60).Where(i => i % 7 != 2));
    }

    private static EmbeddedBroker Broker()
    {
        var broker = EmbeddedBroker.Start();
        foreach (var topic in _topics)
        {
            broker.CreateTopic(topic, 1);
        }

        return broker;
    }

    private static KafkaOptions OptionsOf(EmbeddedBroker broker) => new()
    {
        Bootstrap = broker.Bootstrap,
        Group = "commits",
        Clicks = _topics[0],
        Recommendations = _topics[1],
        Rejected = _topics[2],
    };

    private static TransactionalShardSink SinkOf(KafkaOptions options, IConsumer<byte[]?, byte[]?> consumer) => new(
        consumer, KafkaClientSettings.Producer(options), new ShardId("commits", options.Clicks, 0), options,
        new OutboundBatches(options, [options.Recommendations, options.Rejected], () => false),
        new KafkaClientLog(new RecordedLog<KafkaClientLog>(), TimeProvider.System));

    private static List<OutboundRecord> Records(int count)
    {
        var buffer = new ByteBuffer(64 * 1024);
        var value = new byte[300];
        return [.. Enumerable.Range(0, count).Select(i => new OutboundRecord(OutboundTopic.Recommendations, null, null)
        {
            KeyBytes = buffer.Add($"user {i}"),
            ValueBytes = buffer.Add(value),
        })];
    }
}
