using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>
/// Writes a change of model into the clicks topic (see <see cref="LogRecordKind.ModelChange"/>). All writers of a group have one
/// transactional id: a later one fences an earlier one that was stopped between its look at the lease and its write.
/// </summary>
internal sealed class KafkaModelChanges : IModelChangeWriter
{
    /// <summary>The header that names the request; for people, no reader of clicks looks at it.</summary>
    public const string RequestHeader = "streamreco-request";

    private readonly KafkaOptions _options;
    private readonly TimeSpan _timeout;
    private readonly IProducer<byte[]?, byte[]> _producer;

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="logger">Where the client's lines go.</param>
    /// <param name="time">Their clock.</param>
    public KafkaModelChanges(KafkaOptions options, ILogger logger, TimeProvider time)
    {
        _options = options;
        _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        var config = KafkaClientSettings.Producer(options);
        config.TransactionalId = $"{options.Group}-models-control";
        config.TransactionTimeoutMs = options.TransactionTimeoutMs;
        _producer = new KafkaClientLog(logger, time).Attach(new ProducerBuilder<byte[]?, byte[]>(config)).Build();
    }

    /// <inheritdoc/>
    /// <exception cref="KafkaException">No broker answers, or there is no topic.</exception>
    public Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel) => Task.Run<IReadOnlyList<int>>(
        () =>
        {
            _producer.InitTransactions(_timeout);
            using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
            var topic = admin.GetMetadata(_options.Clicks, _timeout).Topics[0];
            return topic.Error.IsError ? throw new KafkaException(topic.Error) : [.. topic.Partitions.Select(p => p.PartitionId).Order()];
        },
        cancel);

    /// <inheritdoc/>
    /// <exception cref="KafkaException">A later writer has begun, or a broker did not take it, or it is unknown whether it did.</exception>
    public async Task<long> WriteAsync(int partition, string version, string request, CancellationToken cancel)
    {
        var change = new Message<byte[]?, byte[]>
        {
            Value = "{}"u8.ToArray(),
            Headers = new Headers
            {
                { ControlHeaders.ModelChange, Encoding.UTF8.GetBytes(version) },
                { RequestHeader, Encoding.UTF8.GetBytes(request) },
            },
        };
        _producer.BeginTransaction();
        var written = await _producer.ProduceAsync(new TopicPartition(_options.Clicks, partition), change, cancel);
        await Task.Run(() => _producer.CommitTransaction(_timeout), CancellationToken.None);
        return written.Offset.Value;
    }

    public void Dispose() => _producer.Dispose();
}
