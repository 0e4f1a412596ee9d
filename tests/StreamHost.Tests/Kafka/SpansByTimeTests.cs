using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;
using StreamReco.TestKit.Servers;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>Old records that are written in transactions today: the markers of the commits have today's time.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class SpansByTimeTests(RealKafka kafka)
{
    private const int Partitions = 2, Minutes = 15, PerTransaction = 3;
    private const int End = Minutes + (Minutes / PerTransaction); // a marker takes an offset

    private static readonly DateTimeOffset _start = new(2025, 1, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [RealKafkaFact]
    public async Task Spans_by_time_hold_the_records_of_that_time()
    {
        var options = await WriteAsync();

        Minute(options, null, 7).ShouldBe(Range(0, 7));
        Minute(options, 7, null).ShouldBe(Range(7, Minutes));
        Minute(options, 4, 11).ShouldBe(Range(4, 11));
        Minute(options, -60, 60).ShouldBe(Range(0, Minutes));
        Minute(options, 11, 4).ShouldBeEmpty();
        Minute(options, 60, null).ShouldBeEmpty();
    }

    [RealKafkaFact]
    public async Task A_span_after_the_last_record_is_empty_at_the_end_and_the_consumer_is_left_without_an_assignment()
    {
        var options = await WriteAsync();
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientSettings.Consumer(options)).Build();

        var spans = TopicSpan.Find(
            consumer, options, ("Kafka:Clicks", options.Clicks), SpanBound.At(_start.AddHours(1)), SpanBound.Edge, CancellationToken.None);

        spans.ShouldBe([new(0, End, End), new(1, End, End)]);
        consumer.Assignment.ShouldBeEmpty();
    }

    [RealKafkaFact]
    public async Task One_reader_finds_a_span_by_time_after_it_has_read_another()
    {
        var options = await WriteAsync();
        using var reader = new TopicSpanReader(options, ("Kafka:Clicks", options.Clicks));
        var (first, second) = (new List<long>(), new List<long>());

        reader.Read(reader.Find(_start, _start.AddMinutes(5), default), (_, record) => first.Add(record.TimestampMs), default);
        reader.Read(reader.Find(_start.AddMinutes(2), _start.AddMinutes(8), default), (_, record) => second.Add(record.TimestampMs), default);

        first.Count.ShouldBe(5 * Partitions);
        second.Count.ShouldBe(6 * Partitions);
        second.Min().ShouldBe(_start.AddMinutes(2).ToUnixTimeMilliseconds());
    }

    private static IEnumerable<int> Range(int from, int to) =>
        Enumerable.Range(from, to - from).SelectMany(minute => Enumerable.Repeat(minute, Partitions));

    /// <summary>The minutes of the records of a span.</summary>
    private static List<int> Minute(KafkaOptions options, int? from, int? to)
    {
        var read = new List<int>();
        TopicSpanReader.Read(
            options, ("Kafka:Clicks", options.Clicks), At(from), At(to), (_, record) => read.Add(record.Value![0]), CancellationToken.None);
        return [.. read.Order()];

        static DateTimeOffset? At(int? minute) => minute is { } some ? _start.AddMinutes(some) : null;
    }

    /// <summary>A record a minute in each partition.</summary>
    private async Task<KafkaOptions> WriteAsync()
    {
        var topic = await kafka.CreateTopicAsync("old", Partitions, new() { ["retention.ms"] = "-1" });
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(
            new ProducerConfig { BootstrapServers = kafka.Bootstrap, TransactionalId = topic }).Build();
        producer.InitTransactions(_patience);
        foreach (var minutes in Enumerable.Range(0, Minutes).Chunk(PerTransaction))
        {
            producer.BeginTransaction();
            foreach (var minute in minutes)
            {
                for (var partition = 0; partition < Partitions; partition++)
                {
                    producer.Produce(
                        new TopicPartition(topic, partition),
                        new() { Value = [(byte)minute], Timestamp = new Timestamp(_start.AddMinutes(minute)) });
                }
            }

            producer.CommitTransaction(_patience);
        }

        await UntilMarkedAsync(topic);
        return new KafkaOptions { Bootstrap = kafka.Bootstrap, Clicks = topic };
    }

    /// <summary>The last marker of a transaction comes behind the answer to its commit.</summary>
    private async Task UntilMarkedAsync(string topic)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(
            KafkaClientSettings.Consumer(new KafkaOptions { Bootstrap = kafka.Bootstrap, Clicks = topic })).Build();
        await Waiting.UntilAsync(
            "every transaction has ended",
            () => Enumerable.Range(0, Partitions).All(one => consumer.QueryWatermarkOffsets(new TopicPartition(topic, one), _patience).High == End),
            _patience);
    }
}
