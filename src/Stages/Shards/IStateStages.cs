using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Shards;

/// <summary>The stages that touch a shard's state. Who implements it keeps the state's single writer.</summary>
public interface IStateStages
{
    /// <summary>Deduplicate, Enrich, Window, UpdateUser, Trigger; fetches before what is not in memory.</summary>
    Task<FoldedBatch> FoldAsync(DecodedBatch batch, CancellationToken cancel);

    /// <summary>Candidates of live sources.</summary>
    Task<FoldedBatch> RetrieveAsync(FoldedBatch batch, CancellationToken cancel);
}
