using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>The newest committed answers and rejected records of a shard, for people to look at. Thread-safe.</summary>
/// <param name="max">How many of each kind are kept.</param>
public sealed class RecentRecords(int max)
{
    private readonly Lock _lock = new();
    private readonly Queue<OutboundRecord> _answers = new();
    private readonly Queue<OutboundRecord> _rejected = new();

    /// <summary>Takes in what was committed.</summary>
    public void Add(IReadOnlyList<OutboundRecord> committed)
    {
        var (answers, rejected, hasErasures) = CountOf(committed);
        lock (_lock)
        {
            foreach (var record in committed)
            {
                if (record.Topic is OutboundTopic.Verdicts or OutboundTopic.Alerts)
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
                    Keep(isAnswer ? _answers : _rejected, record.ToOwned());
                }
            }
        }
    }

    /// <summary>The newest answers to a user, newest first.</summary>
    /// <param name="key">The user id's UTF-8 bytes.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<byte[]> AnswersOf(ReadOnlyMemory<byte> key, int most) =>
        Newest(_answers, most, record => record.Key is { } kept && kept.AsSpan().SequenceEqual(key.Span));

    /// <summary>The newest rejected records of a user, newest first, as far as their key tells.</summary>
    /// <param name="key">The user id's UTF-8 bytes.</param>
    public IReadOnlyList<byte[]> RejectedOf(ReadOnlyMemory<byte> key) =>
        Newest(_rejected, max, record => record.Key is { } kept && kept.AsSpan().SequenceEqual(key.Span));

    /// <summary>The newest answers to anybody, newest first.</summary>
    public IReadOnlyList<byte[]> NewestAnswers(int most) => Newest(_answers, most, _ => true);

    /// <summary>The newest rejected records, newest first.</summary>
    public IReadOnlyList<byte[]> NewestRejected(int most) => Newest(_rejected, most, _ => true);

    private static (int Answers, int Rejected, bool HasErasures) CountOf(IReadOnlyList<OutboundRecord> committed)
    {
        var (answers, rejected, hasErasures) = (0, 0, false);
        foreach (var record in committed)
        {
            hasErasures |= record.ValueBytes.IsNull;
            answers += record is { Topic: OutboundTopic.Recommendations, ValueBytes.IsNull: false } ? 1 : 0;
            rejected += record is { Topic: OutboundTopic.Rejected, ValueBytes.IsNull: false } ? 1 : 0;
        }

        return (answers, rejected, hasErasures);
    }

    private void Keep(Queue<OutboundRecord> kept, in OutboundRecord record)
    {
        kept.Enqueue(record);
        if (kept.Count > max)
        {
            kept.Dequeue();
        }
    }

    /// <summary>A record without a value says that a user was erased.</summary>
    private void Forget(ReadOnlySpan<byte> key)
    {
        for (var left = _answers.Count; left > 0; left--)
        {
            var answer = _answers.Dequeue();
            if (!answer.KeyBytes.Span.SequenceEqual(key))
            {
                _answers.Enqueue(answer);
            }
        }
    }

    private List<byte[]> Newest(Queue<OutboundRecord> kept, int most, Func<OutboundRecord, bool> fits)
    {
        lock (_lock)
        {
            return [.. kept.Reverse().Where(fits).Take(most).Select(record => record.Value!)];
        }
    }
}
