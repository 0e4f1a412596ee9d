using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>The newest committed answers and rejected records of a shard, for people to look at. Thread-safe.</summary>
/// <param name="max">How many of each kind are kept.</param>
public sealed class RecentRecords(int max)
{
    private readonly Lock _lock = new();
    private readonly Queue<KeptRecord> _answers = new();
    private readonly Queue<KeptRecord> _rejected = new();

    /// <summary>Takes in what was committed.</summary>
    public void Add(IReadOnlyList<OutboundRecord> committed)
    {
        var (answers, rejected, hasErasures) = CountOf(committed);
        lock (_lock)
        {
            for (var i = 0; i < committed.Count; i++)
            {
                var record = committed[i];
                if (record.Topic is OutboundTopic.Verdicts or OutboundTopic.Alerts or OutboundTopic.Log)
                {
                    continue;
                }

                var isAnswer = record.Topic == OutboundTopic.Recommendations;
                if (record.ValueBytes.IsNull)
                {
                    Forget(record.KeyBytes.Span);
                }
                else if ((isAnswer ? answers-- : rejected--) <= max || hasErasures)
                {
                    Keep(isAnswer ? _answers : _rejected, record);
                }
            }
        }
    }

    /// <summary>The newest answers to a user, newest first.</summary>
    /// <param name="key">The user id's UTF-8 bytes.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<byte[]> AnswersOf(ReadOnlyMemory<byte> key, int most) =>
        Newest(_answers, most, record => record.IsOf(key.Span));

    /// <summary>The newest rejected records of a user, newest first, as far as their key tells.</summary>
    /// <param name="key">The user id's UTF-8 bytes.</param>
    public IReadOnlyList<byte[]> RejectedOf(ReadOnlyMemory<byte> key) =>
        Newest(_rejected, max, record => record.IsOf(key.Span));

    /// <summary>The newest answers to anybody, newest first.</summary>
    public IReadOnlyList<byte[]> NewestAnswers(int most) => Newest(_answers, most, _ => true);

    /// <summary>The newest rejected records, newest first.</summary>
    public IReadOnlyList<byte[]> NewestRejected(int most) => Newest(_rejected, most, _ => true);

    private static (int Answers, int Rejected, bool HasErasures) CountOf(IReadOnlyList<OutboundRecord> committed)
    {
        var (answers, rejected, hasErasures) = (0, 0, false);
        for (var i = 0; i < committed.Count; i++)
        {
            var record = committed[i];
            hasErasures |= record.ValueBytes.IsNull;
            answers += record is { Topic: OutboundTopic.Recommendations, ValueBytes.IsNull: false } ? 1 : 0;
            rejected += record is { Topic: OutboundTopic.Rejected, ValueBytes.IsNull: false } ? 1 : 0;
        }

        return (answers, rejected, hasErasures);
    }

    /// <summary>Takes a copy, in the memory of the oldest one where there are enough.</summary>
    private void Keep(Queue<KeptRecord> kept, in OutboundRecord record)
    {
        var place = kept.Count < max ? new KeptRecord() : kept.Dequeue();
        place.Take(record.KeyBytes.Span, record.ValueBytes.Span);
        kept.Enqueue(place);
    }

    /// <summary>A record without a value says that a user was erased.</summary>
    private void Forget(ReadOnlySpan<byte> key)
    {
        for (var left = _answers.Count; left > 0; left--)
        {
            var answer = _answers.Dequeue();
            if (!answer.IsOf(key))
            {
                _answers.Enqueue(answer);
            }
        }
    }

    private List<byte[]> Newest(Queue<KeptRecord> kept, int most, Func<KeptRecord, bool> fits)
    {
        lock (_lock)
        {
            return [.. kept.Reverse().Where(fits).Take(most).Select(record => record.Value.ToArray())];
        }
    }

    /// <summary>Key and value of a record, one after the other in memory that the next record takes over.</summary>
    private sealed class KeptRecord
    {
        private byte[] _bytes = [];
        private int _keyLength;
        private int _length;

        public ReadOnlySpan<byte> Value => _bytes.AsSpan(_keyLength, _length - _keyLength);

        public bool IsOf(ReadOnlySpan<byte> key) => _bytes.AsSpan(0, _keyLength).SequenceEqual(key);

        public void Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            (_keyLength, _length) = (key.Length, key.Length + value.Length);
            if (_bytes.Length < _length)
            {
                _bytes = GC.AllocateUninitializedArray<byte>(_length + (_length / 4)); // answers differ by a few bytes
            }

            key.CopyTo(_bytes);
            value.CopyTo(_bytes.AsSpan(key.Length));
        }
    }
}
