namespace StreamReco.Stages.Ports;

/// <summary>A shard was written under a lease that a newer owner has superseded. The writer must drop the shard.</summary>
public sealed class StaleOwnerException : Exception
{
    public StaleOwnerException(ShardLease lease, long currentEpoch)
        : base($"Shard {lease.Shard} is held under epoch {currentEpoch}; the snapshot came from epoch {lease.Epoch} ({lease.Owner}).")
    {
    }
}
