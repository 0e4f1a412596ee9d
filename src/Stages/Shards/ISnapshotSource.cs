using StreamReco.Models.DataQuality;
using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Shards;

/// <summary>What the commit of a shard asks of the owner of its state, and reports to it. Safe from any thread.</summary>
public interface ISnapshotSource
{
    /// <summary>The last state, live sources included: only when everything that was folded has passed all stages.</summary>
    Task<CapturedSnapshot> CaptureLastAsync();

    /// <summary>How the quality rules stand after everything that was folded; null where there are none.</summary>
    Task<QualityReport?> ReportQualityAsync();

    /// <summary>The store has this snapshot: unchanged users may leave memory, and another snapshot may follow.</summary>
    void MarkStored(CapturedSnapshot snapshot);
}
