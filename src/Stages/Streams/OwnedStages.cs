using StreamReco.Models.DataQuality;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Streams;

/// <summary>The stages of a shard that touch its state, each in a turn of the shard's owner. For one stream at a time.</summary>
/// <param name="stages">The stages.</param>
/// <param name="turns">The owner's turns.</param>
public sealed class OwnedStages(ShardStages stages, ShardTurns turns) : IStateStages, ISnapshotSource
{
    /// <summary>Folds a micro-batch. What has to be fetched is waited for outside of the owner's turns.</summary>
    public async Task<FoldedBatch> FoldAsync(DecodedBatch batch, CancellationToken cancel)
    {
        var (needs, folded) = await turns.TakeAsync(() => FoldOrNeeds(batch));
        if (folded is not null)
        {
            return folded;
        }

        var supplies = await stages.State.FetchAsync(needs, cancel);
        return await turns.TakeAsync(() => stages.Fold(batch, supplies));
    }

    /// <summary>Gathers the candidates of a micro-batch.</summary>
    public Task<FoldedBatch> RetrieveAsync(FoldedBatch batch, CancellationToken cancel) =>
        turns.TakeAsync(() => stages.Retrieve(batch));

    /// <inheritdoc/>
    public Task<CapturedSnapshot> CaptureLastAsync() => turns.TakeAsync(stages.State.CaptureLast);

    /// <inheritdoc/>
    public Task<QualityReport?> ReportQualityAsync() => turns.TakeAsync(stages.State.ReportQuality);

    /// <inheritdoc/>
    public void MarkStored(CapturedSnapshot snapshot) => turns.Take(() => stages.State.MarkStored(snapshot));

    private (FoldNeeds Needs, FoldedBatch? Folded) FoldOrNeeds(DecodedBatch batch)
    {
        var needs = stages.State.NeedsOf(batch);
        return (needs, needs.AreNone ? stages.Fold(batch, FoldSupplies.Nothing) : null);
    }
}
