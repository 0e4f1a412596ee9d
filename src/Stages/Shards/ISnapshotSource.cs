using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Shards;

/// <summary>What the commit of a shard asks of the owner of its state, and reports to it. Safe from any thread.</summary>
public interface ISnapshotSource
{
    /// <summary>The last state, live sources included: only when everything that was folded has passed all stages.</summary>
    Task<CapturedSnapshot> CaptureLastAsync();

    /// <summary>The store has this snapshot: unchanged users may leave memory, and another snapshot may follow.</summary>
    void MarkStored(CapturedSnapshot snapshot);
}
