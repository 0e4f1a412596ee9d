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
        lock (_lock)
        {
            foreach (var record in committed)
            {
                if (record.Topic == OutboundTopic.Verdicts)
                {
                    continue;
                }

                if (record.Value is null)
                {
                    Forget(record.Key);
                    continue;
                }

                var kept = record.Topic == OutboundTopic.Recommendations ? _answers : _rejected;
                kept.Enqueue(record);
                if (kept.Count > max)
                {
                    kept.Dequeue();
                }
            }
        }
    }

    /// <summary>The newest answers to a user, newest first.</summary>
    /// <param name="key">The user id's UTF-8 bytes.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<byte[]> AnswersOf(ReadOnlyMemory<byte> key, int most) =>
        Newest(_answers, most, record => record.Key is { } kept && kept.AsSpan().SequenceEqual(key.Span));

    /// <summary>The newest answers to anybody, newest first.</summary>
    public IReadOnlyList<byte[]> NewestAnswers(int most) => Newest(_answers, most, _ => true);

    /// <summary>The newest rejected records, newest first.</summary>
    public IReadOnlyList<byte[]> NewestRejected(int most) => Newest(_rejected, most, _ => true);

    /// <summary>A record without a value says that a user was erased.</summary>
    private void Forget(byte[]? key)
    {
        var left = _answers.Where(answer => !answer.Key.AsSpan().SequenceEqual(key)).ToList();
        _answers.Clear();
        left.ForEach(_answers.Enqueue);
    }

    private List<byte[]> Newest(Queue<OutboundRecord> kept, int most, Func<OutboundRecord, bool> fits)
    {
        lock (_lock)
        {
            return [.. kept.Reverse().Where(fits).Take(most).Select(record => record.Value!)];
        }
    }
}
