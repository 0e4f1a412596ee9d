using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Serving;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Kafka;

/// <summary>Writes a change of model into the clicks topic (see <see cref="ModelChange"/>).</summary>
internal sealed class KafkaModelChanges : IModelChangeWriter
{
    /// <summary>The header that names the request; for people, no reader of clicks looks at it.</summary>
    public const string RequestHeader = "streamreco-request";

    private readonly KafkaOptions _options;
    private readonly IProducer<byte[]?, byte[]> _producer;

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="logger">Where the client's lines go.</param>
    /// <param name="time">Their clock.</param>
    public KafkaModelChanges(KafkaOptions options, ILogger logger, TimeProvider time)
    {
        _options = options;
        var config = KafkaClientSettings.Producer(options);
        config.MessageTimeoutMs = options.RequestTimeoutMs;
        _producer = new KafkaClientLog(logger, time).Attach(new ProducerBuilder<byte[]?, byte[]>(config)).Build();
    }

    /// <inheritdoc/>
    /// <exception cref="KafkaException">No broker answers, or there is no topic.</exception>
    public Task<IReadOnlyList<int>> PartitionsAsync(CancellationToken cancel) => Task.Run<IReadOnlyList<int>>(
        () =>
        {
            using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
            var topic = admin.GetMetadata(_options.Clicks, TimeSpan.FromMilliseconds(_options.RequestTimeoutMs)).Topics[0];
            return topic.Error.IsError ? throw new KafkaException(topic.Error) : [.. topic.Partitions.Select(p => p.PartitionId).Order()];
        },
        cancel);

    /// <inheritdoc/>
    /// <exception cref="KafkaException">A broker did not take it, or it is unknown whether it did; a repeat does no harm.</exception>
    public async Task<long> WriteAsync(int partition, string version, string request, CancellationToken cancel)
    {
        var change = new Message<byte[]?, byte[]>
        {
            Value = "{}"u8.ToArray(),
            Headers = new Headers
            {
                { ModelChange.Header, Encoding.UTF8.GetBytes(version) },
                { RequestHeader, Encoding.UTF8.GetBytes(request) },
            },
        };
        return (await _producer.ProduceAsync(new TopicPartition(_options.Clicks, partition), change, cancel)).Offset.Value;
    }

    public void Dispose() => _producer.Dispose();
}
