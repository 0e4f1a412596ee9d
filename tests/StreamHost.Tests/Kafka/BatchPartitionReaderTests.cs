using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Kafka;

public sealed class BatchPartitionReaderTests
{
    private const string Topic = "clicks";

    /// <summary>The list of a batch grows in the first batches; after that a record costs nothing but its share of one batch object.</summary>
    private const double BytesPerRecordMax = 8;

    private static readonly TimeSpan _wait = TimeSpan.FromMilliseconds(50);
    private static readonly TopicPartition _partition = new(Topic, 0);

    [Fact]
    public void The_client_behind_this_version_of_Confluent_Kafka_is_found()
    {
        using var broker = Broker();
        using var consumer = Consumer(broker);

        ClientHandle.TryFind(consumer, out var native).ShouldBeNull();
        native.ShouldNotBe(0);
    }

    [Fact]
    public void It_reads_what_the_reader_of_single_records_reads()
    {
        using var broker = Broker();
        Write(broker, records: 1_200);
        using var single = new KafkaPartitionReader(Consumer(broker), _partition, 3, long.MaxValue, Log());
        using var batches = Reader(broker, from: 3);

        var expected = ReadAll(single, 1_200);
        var read = ReadAll(batches, 1_200);

        read.Select(Text).ShouldBe(expected.Select(Text));
        read.Count.ShouldBe(1_197);
    }

    [Fact]
    public void It_ends_before_the_offset_that_it_was_given()
    {
        using var broker = Broker();
        Write(broker, records: 20);
        using var reader = Reader(broker, from: 0, until: 7);

        var read = ReadAll(reader, 7);

        read.Select(record => record.Offset).ShouldBe(Enumerable.Range(0, 7).Select(offset => (long)offset));
        reader.IsAtEnd.ShouldBeTrue();
    }

    [Fact]
    public void Memory_that_was_given_back_is_used_again()
    {
        using var broker = Broker();
        Write(broker, records: 200);
        using var reader = Reader(broker, from: 0);
        var first = Next(reader, 100);
        var records = first.Records;
        first.Memory!.Dispose();

        Next(reader, 100).Records.ShouldBeSameAs(records);
    }

    [Fact]
    public void A_record_allocates_next_to_nothing()
    {
        using var broker = Broker();
        Write(broker, records: 20_000, withOdd: false);
        using var reader = Reader(broker, from: 0);
        Take(reader, 5_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Take(reader, 20_000);

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 15_000.0).ShouldBeLessThan(BytesPerRecordMax);
    }

    private static void Take(BatchPartitionReader reader, long until)
    {
        for (long next = 0; next < until;)
        {
            var batch = Next(reader, 500);
            next = batch.NextOffset;
            batch.Memory!.Dispose();
        }
    }

    private static RecordBatch Next(IPartitionReader reader, int most)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (reader.Read(most, _wait) is { Records.Count: > 0 } batch)
            {
                return batch;
            }
        }

        throw new InvalidOperationException("Nothing came.");
    }

    private static List<LogRecord> ReadAll(IPartitionReader reader, long until)
    {
        var read = new List<LogRecord>();
        for (long next = 0; next < until;)
        {
            var batch = Next(reader, 500);
            next = batch.NextOffset;
            read.AddRange(batch.Records.Select(record => record.ToOwned()));
            batch.Memory?.Dispose();
        }

        return read;
    }

    private static EmbeddedBroker Broker()
    {
        var broker = EmbeddedBroker.Start();
        broker.CreateTopic(Topic, 1);
        return broker;
    }

    private static void Write(EmbeddedBroker broker, int records, bool withOdd = true)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(
            new ProducerConfig { BootstrapServers = broker.Bootstrap, EnableIdempotence = true }).Build();
        for (var i = 0; i < records; i++)
        {
            var isOdd = withOdd && i % 10 == 9;
            producer.Produce(_partition, new Message<byte[]?, byte[]?>
            {
                Key = isOdd && i % 3 == 0 ? null : Encoding.UTF8.GetBytes($"user {i}"),
                Value = isOdd && i % 4 == 1 ? null : Encoding.UTF8.GetBytes($"value {i}"),
                Headers = isOdd ? [new Header("h", [(byte)i]), new Header("empty", [])] : null,
                Timestamp = new Timestamp(1_700_000_000_000 + i, TimestampType.CreateTime),
            });
        }

        producer.Flush(TimeSpan.FromSeconds(30)).ShouldBe(0);
    }

    private static BatchPartitionReader Reader(EmbeddedBroker broker, long from, long until = long.MaxValue)
    {
        var consumer = Consumer(broker);
        ClientHandle.TryFind(consumer, out var native).ShouldBeNull();
        return new BatchPartitionReader(consumer, native, _partition, from, until, Log());
    }

    private static IConsumer<byte[]?, byte[]?> Consumer(EmbeddedBroker broker)
    {
        var options = new KafkaOptions { Bootstrap = broker.Bootstrap, Group = "reader" };
        options.Client["fetch.wait.max.ms"] = "10";
        return new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientSettings.Consumer(options)).Build();
    }

    private static KafkaClientLog Log() => new(new RecordedLog<KafkaClientLog>(), TimeProvider.System);

    private static string Text(LogRecord record) =>
        $"{record.Offset} {record.TimestampMs} {Hex(record.Key)} {Hex(record.Value)} "
        + string.Join(',', (record.Headers ?? []).Select(header => $"{header.Key}={Hex(header.Value)}"));

    private static string Hex(byte[]? bytes) => bytes is null ? "none" : Convert.ToHexString(bytes);
}
