using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>Where the clicks topic ends, for the lag. Asks the brokers once a call, for all partitions.</summary>
internal sealed class ClickEnds : IDisposable
{
    /// <summary>Calls between two looks at the number of partitions: added ones are seen within ten seconds.</summary>
    private const int ReadsPerLook = 5;

    private readonly string _topic;
    private readonly TimeSpan _timeout;
    private readonly IAdminClient _admin;
    private int _partitions;
    private int _reads;

    public ClickEnds(KafkaOptions options, string topic)
    {
        _topic = topic;
        _timeout = TimeSpan.FromMilliseconds(Math.Min(options.RequestTimeoutMs, 5_000));
        _admin = new AdminClientBuilder(KafkaClientSettings.Admin(options)).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Partitions of the clicks topic; 0 before the first answer.</summary>
    public int Partitions => Volatile.Read(ref _partitions);

    /// <summary>By partition the offset after its last committed record.</summary>
    /// <exception cref="KafkaException">The brokers did not answer in time.</exception>
    public async Task<IReadOnlyDictionary<int, long>> ReadAsync()
    {
        if (Partitions == 0 || ++_reads % ReadsPerLook == 0)
        {
            Volatile.Write(ref _partitions, _admin.GetMetadata(_topic, _timeout).Topics[0].Partitions.Count);
        }

        var asked = Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffsetSpec
        {
            TopicPartition = new TopicPartition(_topic, partition),
            OffsetSpec = OffsetSpec.Latest(),
        });
        var found = await _admin.ListOffsetsAsync(
            asked, new ListOffsetsOptions { RequestTimeout = _timeout, IsolationLevel = IsolationLevel.ReadCommitted });
        return found.ResultInfos.ToDictionary(
            info => info.TopicPartitionOffsetError.Partition.Value, info => info.TopicPartitionOffsetError.Offset.Value);
    }

    public void Dispose() => _admin.Dispose();
}
