using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.TestKit.Shards;

/// <summary>
/// What the broker remembers of one shard: the outbound records that were committed and the committed offset. It
/// outlives its sinks; the one that opened last fences the others. Thread-safe.
/// </summary>
public sealed class InMemoryCommitLog
{
    private readonly Lock _lock = new();
    private readonly List<CommitUnit> _units = [];
    private long _epoch;

    /// <summary>The committed offset, null before the first commit.</summary>
    public long? NextOffset { get; private set; }

    /// <summary>Committed units, in order.</summary>
    public IReadOnlyList<CommitUnit> Units
    {
        get
        {
            lock (_lock)
            {
                return [.. _units];
            }
        }
    }

    /// <summary>Committed records, in order.</summary>
    public IReadOnlyList<OutboundRecord> Records => [.. Units.SelectMany(unit => unit.Records)];

    /// <summary>Committed records of one topic, in order.</summary>
    public IReadOnlyList<OutboundRecord> RecordsOf(OutboundTopic topic) => [.. Records.Where(record => record.Topic == topic)];

    internal (long Epoch, long? NextOffset) Open()
    {
        lock (_lock)
        {
            return (++_epoch, NextOffset);
        }
    }

    internal void Commit(long epoch, CommitUnit unit)
    {
        lock (_lock)
        {
            if (epoch != _epoch)
            {
                throw new CommitFailedException(
                    $"Epoch {epoch} was fenced by {_epoch}.", fenced: true, new InvalidOperationException("Fenced."));
            }

            _units.Add(unit with { Records = [.. unit.Records.Select(record => record.ToOwned())] });
            NextOffset = unit.NextOffset;
        }
    }
}
