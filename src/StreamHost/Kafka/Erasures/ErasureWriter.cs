using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Erasures;

/// <summary>
/// Writes an erasure: a control record into every partition of the clicks topic and the entry that says where they
/// stand, in one transaction. Cut off in its middle it leaves nothing behind.
/// </summary>
internal sealed class ErasureWriter : IDisposable
{
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly KafkaOptions _options;
    private readonly TimeSpan _timeout;

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="name">A name that no other writer has at the same time: two of one name end each other's work.</param>
    public ErasureWriter(KafkaOptions options, string name)
    {
        _options = options;
        _timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        var config = KafkaClientSettings.Producer(options);
        config.TransactionalId = $"{options.Group}-erasure-{name}";
        config.TransactionTimeoutMs = options.TransactionTimeoutMs;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Ends what every earlier writer of this name began: from here on it commits nothing any more. Once, before a write.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public void Begin() => _producer.InitTransactions(_timeout);

    /// <summary>Writes; blocks until it is committed.</summary>
    /// <param name="userId">The user as the state knows it.</param>
    /// <param name="hash">The keyed hash of that id.</param>
    /// <param name="keyId">The key's id.</param>
    /// <param name="at">The time of the request.</param>
    /// <param name="partitions">Partitions of the clicks topic.</param>
    /// <exception cref="KafkaException">Nothing was written, or it is unknown whether it was.</exception>
    public ErasureEntry Write(string userId, string hash, string keyId, DateTimeOffset at, int partitions)
    {
        _producer.BeginTransaction();
        var offsets = new long[partitions];
        var stamp = new Timestamp(at.ToUnixTimeMilliseconds(), TimestampType.CreateTime);
        for (var partition = 0; partition < partitions; partition++)
        {
            var erasure = new Message<byte[]?, byte[]?>
            {
                Key = Encoding.UTF8.GetBytes(userId),
                Value = "{}"u8.ToArray(),
                Headers = new Headers { { ControlHeaders.Erasure, [] } },
                Timestamp = stamp,
            };
            _producer.Produce(
                new TopicPartition(_options.Clicks, partition), erasure,
                report => offsets[report.Partition.Value] = report.Error.IsError ? -1 : report.Offset.Value);
        }

        _producer.Flush(_timeout);
        if (offsets.Contains(-1))
        {
            throw new KafkaException(new Error(ErrorCode.Local_Fail, $"a partition of {_options.Clicks} took no erasure"));
        }

        // Milliseconds, as Kafka keeps them.
        var entry = new ErasureEntry(
            hash, keyId, DateTimeOffset.FromUnixTimeMilliseconds(stamp.UnixTimestampMs), _options.Clicks, offsets);
        _producer.Produce(_options.Erasures, new Message<byte[]?, byte[]?>
        {
            Key = Encoding.UTF8.GetBytes(entry.Key),
            Value = JsonSerializer.SerializeToUtf8Bytes(entry, ErasureJson.Default.ErasureEntry),
            Timestamp = stamp,
        });
        _producer.CommitTransaction(_timeout);
        return entry;
    }

    public void Dispose() => _producer.Dispose();
}
