using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Serving;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Kafka;

/// <summary>Writes changes of model into the clicks topic (see <see cref="ModelChange"/>).</summary>
internal sealed class KafkaModelChanges(KafkaOptions options, ILogger logger, TimeProvider time) : IModelChangeLog
{
    /// <inheritdoc/>
    /// <exception cref="KafkaException">A broker did not take it; partitions that have it keep it, and a repeat does no harm.</exception>
    public async Task<IReadOnlyDictionary<int, long>> WriteAsync(string version, CancellationToken cancel)
    {
        var config = KafkaClientSettings.Producer(options);
        config.MessageTimeoutMs = options.RequestTimeoutMs;
        using var producer = new KafkaClientLog(logger, time).Attach(new ProducerBuilder<byte[]?, byte[]>(config)).Build();
        var offsets = new SortedDictionary<int, long>();
        foreach (var partition in Partitions(producer.Handle))
        {
            var change = new Message<byte[]?, byte[]>
            {
                Value = "{}"u8.ToArray(),
                Headers = new Headers { { ModelChange.Header, Encoding.UTF8.GetBytes(version) } },
            };
            var report = await producer.ProduceAsync(new TopicPartition(options.Clicks, partition), change, cancel);
            offsets[partition] = report.Offset.Value;
        }

        return offsets;
    }

    private int[] Partitions(Handle handle)
    {
        using var admin = new DependentAdminClientBuilder(handle).Build();
        var topic = admin.GetMetadata(options.Clicks, TimeSpan.FromMilliseconds(options.RequestTimeoutMs)).Topics[0];
        return topic.Error.IsError ? throw new KafkaException(topic.Error) : [.. topic.Partitions.Select(p => p.PartitionId).Order()];
    }
}
