using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>
/// Writes control records of one kind into partitions of the clicks topic. All writers of a group and kind have one transactional
/// id: a later one fences an earlier one that was stopped between its look at the lease and its write.
/// </summary>
internal sealed class KafkaControlRecords : IControlRecordWriter
{
    /// <summary>The header that names the request; for people, no reader of clicks looks at it.</summary>
    public const string RequestHeader = "streamreco-request";

    private readonly KafkaOptions _options;
    private readonly TimeSpan _timeout;
    private readonly string _header;
    private readonly IProducer<byte[]?, byte[]> _producer;

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="kind">Names the kind in the transactional id, for instance <c>models</c>.</param>
    /// <param name="header">The header that makes a record one of the kind.</param>
    /// <param name="logger">Where the client's lines go.</param>
    /// <param name="time">Their clock.</param>
    public KafkaControlRecords(KafkaOptions options, string kind, string header, ILogger logger, TimeProvider time)
    {
        _options = options;
        _header = header;
        _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        var config = KafkaClientSettings.Producer(options);
        config.TransactionalId = $"{options.Group}-{kind}-control";
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
    /// <remarks>In a transaction of its own.</remarks>
    /// <exception cref="KafkaException">A later writer has begun, or a broker did not take it, or it is unknown whether it did.</exception>
    public async Task<long> WriteAsync(int partition, string name, byte[] value, string request, CancellationToken cancel)
    {
        var record = new Message<byte[]?, byte[]>
        {
            Value = value,
            Headers = new Headers
            {
                { _header, Encoding.UTF8.GetBytes(name) },
                { RequestHeader, Encoding.UTF8.GetBytes(request) },
            },
        };
        _producer.BeginTransaction();
        var written = await _producer.ProduceAsync(new TopicPartition(_options.Clicks, partition), record, cancel);
        await Task.Run(() => _producer.CommitTransaction(_timeout), CancellationToken.None);
        return written.Offset.Value;
    }

    public void Dispose() => _producer.Dispose();
}
