using System.Buffers;
using System.Text;
using Confluent.Kafka;
using StreamReco.Models.Items;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>Writes a test's records; <see cref="Flush"/> ends when the broker has them.</summary>
internal sealed class TestProducer(string bootstrap, string topic) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly IProducer<byte[]?, byte[]?> _producer = new ProducerBuilder<byte[]?, byte[]?>(
        new ProducerConfig { BootstrapServers = bootstrap, LingerMs = 2, EnableIdempotence = true }).Build();

    public void Put(CatalogItem item, int partition = -1)
    {
        var json = new ArrayBufferWriter<byte>();
        CatalogJson.Write(json, item);
        Write(Encoding.UTF8.GetBytes(item.ItemId), json.WrittenSpan.ToArray(), partition);
    }

    public void Put(string itemId) => Put(new CatalogItem(itemId, itemId, null, null, double.NaN, Available: true));

    public void Remove(string itemId) => Write(Encoding.UTF8.GetBytes(itemId), null);

    public void Write(byte[]? key, byte[]? value, int partition = -1) => _producer.Produce(
        new TopicPartition(topic, partition < 0 ? Partition.Any : partition), new() { Key = key, Value = value });

    public void Flush() => _producer.Flush(_patience).ShouldBe(0);

    public void Dispose() => _producer.Dispose();
}
