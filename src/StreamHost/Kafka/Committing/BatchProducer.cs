using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>
/// Hands records without headers to a producer in batches, as the pinned memory that they were written in: nothing is copied,
/// so the memory is lent to the client until the transaction is committed, or else until the client is closed. Not thread-safe.
/// </summary>
/// <param name="client">The native producer, which must be closed after this.</param>
internal sealed unsafe class BatchProducer(nint client) : IDisposable
{
    /// <summary>Records of one call.</summary>
    private const int CallMax = 256;

    private readonly RdKafkaMessage* _messages =
        (RdKafkaMessage*)NativeMemory.AllocZeroed(CallMax, (nuint)sizeof(RdKafkaMessage));

    private readonly Dictionary<string, nint> _topics = new(StringComparer.Ordinal);
    private readonly List<byte[]> _lent = [];
    private string _topic = "";
    private int _count;
    private bool _isDisposed;

    /// <summary>Whether a record can be handed over here: others go through Confluent.Kafka, after <see cref="Flush"/>.</summary>
    public static bool Takes(in OutboundRecord record) =>
        record is { KeyBytes.IsShared: true, ValueBytes.IsShared: true, Forwarded: null, TraceParent: null };

    /// <summary>Adds a record; its key decides on the partition. Its bytes must stay as they are until the commit.</summary>
    /// <exception cref="KafkaException">The client does not take an earlier one.</exception>
    public void Add(string topic, in OutboundRecord record)
    {
        if (_count == CallMax || !ReferenceEquals(topic, _topic))
        {
            Flush();
            _topic = topic;
        }

        ref var message = ref _messages[_count++];
        (message.Key, message.KeyLength) = (record.KeyBytes.Address, (nuint)record.KeyBytes.Length);
        (message.Payload, message.Length) = (record.ValueBytes.Address, (nuint)record.ValueBytes.Length);
        Lend(record.ValueBytes.Shared);
    }

    /// <summary>The transaction is committed: the client looks at none of its records any more.</summary>
    public void NoteCommitted() => _lent.Clear();

    /// <summary>Hands what was added to the client; waits while its queue is full.</summary>
    /// <exception cref="KafkaException">The client does not take one of them.</exception>
    public void Flush()
    {
        var count = _count;
        _count = 0;
        if (count == 0
            || RdKafkaNative.ProduceBatch(TopicOf(_topic), RdKafkaNative.AnyPartition, RdKafkaNative.BlockFlag, _messages, count) == count)
        {
            return;
        }

        for (var i = 0; i < count; i++)
        {
            if (_messages[i].Err != 0)
            {
                throw new KafkaException(new Error((ErrorCode)_messages[i].Err));
            }
        }
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            foreach (var topic in _topics.Values)
            {
                RdKafkaNative.TopicDestroy(topic);
            }

            NativeMemory.Free(_messages);
        }
    }

    /// <summary>Keeps a buffer reachable: records that failed may lie in the client's queues until it is closed.</summary>
    private void Lend(byte[] buffer)
    {
        if (_lent.Count == 0 || !ReferenceEquals(_lent[^1], buffer))
        {
            _lent.Add(buffer);
        }
    }

    private nint TopicOf(string name)
    {
        if (!_topics.TryGetValue(name, out var topic))
        {
            topic = RdKafkaNative.TopicOf(client, name, 0);
            _topics.Add(name, topic != 0 ? topic : throw new KafkaException(new Error(ErrorCode.Local_UnknownTopic)));
        }

        return topic;
    }
}
