using System.Text;
using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Embedded;

namespace StreamReco.StreamHost.Tests.Kafka;

public sealed class EmbeddedBrokerTests
{
    private const string Topic = "clicks";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void It_listens_on_loopback_only()
    {
        using var broker = EmbeddedBroker.Start(brokers: 2);

        var hosts = broker.Bootstrap.Split(',').Select(address => address.Split(':')[0]).ToArray();

        hosts.ShouldBe(["127.0.0.1", "127.0.0.1"]);
    }

    [Fact]
    public async Task What_is_produced_is_consumed_with_key_value_and_headers_in_order()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic(Topic, 1);
        using var producer = Producer(broker);
        var headers = new Headers { { "h", "x"u8.ToArray() } };
        await producer.ProduceAsync(
            Topic, new() { Key = "u1"u8.ToArray(), Value = "one"u8.ToArray(), Headers = headers });
        await producer.ProduceAsync(Topic, new() { Key = "u2"u8.ToArray(), Value = "two"u8.ToArray() });

        var records = await TopicReader.ReadAllAsync(broker.Bootstrap, Topic);

        records.Select(record => Encoding.UTF8.GetString(record.Message.Key)).ShouldBe(["u1", "u2"]);
        records.Select(record => Encoding.UTF8.GetString(record.Message.Value)).ShouldBe(["one", "two"]);
        records[0].Message.Headers.GetLastBytes("h").ShouldBe("x"u8.ToArray());
    }

    [Fact]
    public void A_topic_has_the_partitions_that_were_asked_for()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic(Topic, 7);

        PartitionsOf(broker, Topic).ShouldBe(7);
        Should.Throw<KafkaException>(() => broker.CreateTopic(Topic, 3))
            .Error.Code.ShouldBe(ErrorCode.TopicAlreadyExists);
    }

    [Fact]
    public async Task Two_brokers_at_once_keep_their_records_apart()
    {
        using var one = EmbeddedBroker.Start();
        using var other = EmbeddedBroker.Start();
        one.CreateTopic(Topic, 1);
        other.CreateTopic(Topic, 1);
        using var producer = Producer(one);
        await producer.ProduceAsync(Topic, new() { Value = "one"u8.ToArray() });

        other.Bootstrap.ShouldNotBe(one.Bootstrap);
        (await TopicReader.ReadAllAsync(one.Bootstrap, Topic)).Count.ShouldBe(1);
        (await TopicReader.ReadAllAsync(other.Bootstrap, Topic)).ShouldBeEmpty();
    }

    [Fact]
    public void It_may_be_disposed_twice_and_refuses_work_afterwards()
    {
        var broker = EmbeddedBroker.Start();
        broker.Dispose();
        broker.Dispose();

        Should.Throw<ObjectDisposedException>(() => broker.CreateTopic(Topic, 1));
    }

    [Fact]
    public void An_injected_error_that_cannot_be_retried_reaches_the_producer_once()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic(Topic, 1);
        using var producer = Producer(broker);
        broker.FailNext(KafkaRequest.Produce, ErrorCode.MsgSizeTooLarge);

        Deliver(producer).Code.ShouldBe(ErrorCode.MsgSizeTooLarge);
        Deliver(producer).Code.ShouldBe(ErrorCode.NoError);
    }

    [Fact]
    public void A_failure_that_is_taken_back_does_not_happen()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic(Topic, 1);
        using var producer = Producer(broker);
        broker.FailNext(KafkaRequest.Produce, ErrorCode.MsgSizeTooLarge);
        broker.ClearFailures(KafkaRequest.Produce);

        Deliver(producer).Code.ShouldBe(ErrorCode.NoError);
    }

    [Fact]
    public void A_broker_that_is_down_holds_records_up_until_it_is_up_again()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic(Topic, 1);
        using var producer = Producer(broker, timeoutMs: 20_000);
        Deliver(producer).Code.ShouldBe(ErrorCode.NoError);

        broker.SetDown();
        using var held = Send(producer, out _);
        producer.Flush(TimeSpan.FromMilliseconds(300)).ShouldBe(1);

        broker.SetUp();
        producer.Flush(_patience).ShouldBe(0);
    }

    [Fact]
    public void A_round_trip_delays_each_answer()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic(Topic, 1);
        using var producer = Producer(broker);
        Deliver(producer).Code.ShouldBe(ErrorCode.NoError);

        broker.SetRoundTripMs(400);
        var started = TimeProvider.System.GetTimestamp();
        Deliver(producer).Code.ShouldBe(ErrorCode.NoError);

        TimeProvider.System.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(350));
    }

    private static IProducer<byte[], byte[]> Producer(EmbeddedBroker broker, int timeoutMs = 10_000) =>
        new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = broker.Bootstrap,
            LingerMs = 0,
            MessageTimeoutMs = timeoutMs,
            ReconnectBackoffMaxMs = 200,
        }).SetLogHandler((_, _) => { }).Build();

    private static Error Deliver(IProducer<byte[], byte[]> producer)
    {
        using var done = Send(producer, out var report);
        done.Wait(_patience).ShouldBeTrue();
        return report().Error;
    }

    private static ManualResetEventSlim Send(
        IProducer<byte[], byte[]> producer, out Func<DeliveryReport<byte[], byte[]>> report)
    {
        DeliveryReport<byte[], byte[]>? answer = null;
        var done = new ManualResetEventSlim();
        producer.Produce(Topic, new Message<byte[], byte[]> { Value = "x"u8.ToArray() }, delivered =>
        {
            answer = delivered;
            done.Set();
        });
        report = () => answer!;
        return done;
    }

    private static int PartitionsOf(EmbeddedBroker broker, string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build();
        return admin.GetMetadata(topic, _patience).Topics.ShouldHaveSingleItem().Partitions.Count;
    }
}
