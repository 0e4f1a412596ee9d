using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// What the broker keeps of one partition: the clicks, the committed offset, the committed outbound records, and the
/// epoch of the transactional producer. A commit is all or nothing, and visible to read-committed readers at once.
/// </summary>
/// <remarks>
/// The group's generation is not checked with a commit, though brokers do: the promises must hold by the producer's
/// epoch alone, because a stale owner may have joined the group again in the meantime.
/// </remarks>
/// <param name="source">Its producers.</param>
/// <param name="bug">The safeguard that is left out.</param>
/// <param name="tell">Writes what a shard tells another partition, as a part of its transaction.</param>
internal sealed class ModelPartition(ClickSource source, PlantedBug bug, Action<OutboundRecord> tell)
{
    private readonly List<OutboundRecord> _outbound = [];
    private long _epoch;

    public ClickSource Source { get; } = source;

    public PartitionLog Log => Source.Log;

    /// <summary>The committed offset, or null before the first commit.</summary>
    public long? Committed { get; private set; }

    /// <summary>Committed outbound records, in order.</summary>
    public IReadOnlyList<OutboundRecord> Outbound => _outbound;

    /// <summary>A new owner's producer: every earlier one is fenced.</summary>
    public (long Epoch, long? Committed) Open() => (++_epoch, Committed);

    /// <summary>One transaction.</summary>
    /// <param name="epoch">The producer's.</param>
    /// <param name="records">Outbound records.</param>
    /// <param name="nextOffset">The consumed offset, or null when the transaction leaves it alone.</param>
    public void Commit(long epoch, IReadOnlyList<OutboundRecord> records, long? nextOffset)
    {
        if (epoch != _epoch && bug != PlantedBug.NoFencing)
        {
            throw new CommitFailedException(
                $"Epoch {epoch} was fenced by {_epoch}.", fenced: true, new InvalidOperationException("Fenced."));
        }

        if (nextOffset < Committed)
        {
            throw new Violation($"The committed offset goes back from {Committed} to {nextOffset}.");
        }

        _outbound.AddRange(records.Where(record => record.Topic != OutboundTopic.Log));
        foreach (var told in records.Where(record => record.Topic == OutboundTopic.Log))
        {
            tell(told);
        }

        Committed = nextOffset ?? Committed;
    }
}
