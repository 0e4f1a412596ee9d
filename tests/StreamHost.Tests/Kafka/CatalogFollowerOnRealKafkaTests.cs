using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Tests.Kafka;

[RequiresRealKafka]
[Collection(RealKafkaCollection.Name)]
public sealed class CatalogFollowerOnRealKafkaTests(RealKafka kafka) : CatalogFollowerContract
{
    protected override string Bootstrap => kafka.Bootstrap;

    protected override string NewName() => kafka.NewName("catalog");

    protected override Task<string> CreateTopicAsync(int partitions) =>
        kafka.CreateTopicAsync("catalog", partitions, new() { ["cleanup.policy"] = "compact" });

    [RealKafkaFact]
    public async Task A_topic_that_ends_in_an_aborted_transaction_is_loaded_without_it()
    {
        var topic = await CreateTopicAsync(partitions: 1);
        using (var producer = new TestProducer(kafka.Bootstrap, topic))
        {
            producer.Put("kept");
            producer.Flush();
        }

        Abort(topic);
        using var follower = Follower(topic);

        await follower.LoadAsync(CancellationToken.None).WaitAsync(Patience);

        follower.Table.Find("kept").ShouldNotBeNull();
        follower.Records.ShouldBe(1);
        Log.At(LogLevel.Warning).ShouldBeEmpty();
        (await TopicReader.ReadAllAsync(kafka.Bootstrap, topic)).Count.ShouldBe(1);
        (await TopicReader.ReadAllAsync(kafka.Bootstrap, topic, readCommitted: false)).Count.ShouldBe(2);
    }

    private void Abort(string topic)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(
            new ProducerConfig { BootstrapServers = kafka.Bootstrap, TransactionalId = topic }).Build();
        producer.InitTransactions(Patience);
        producer.BeginTransaction();
        producer.Produce(topic, new() { Key = "aborted"u8.ToArray(), Value = """{"item_id":"aborted"}"""u8.ToArray() });
        producer.Flush(Patience).ShouldBe(0);
        producer.AbortTransaction(Patience);
    }
}
