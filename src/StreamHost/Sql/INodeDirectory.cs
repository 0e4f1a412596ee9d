namespace StreamReco.StreamHost.Sql;

/// <summary>Who the nodes of a pipeline are, how they are reached, and who holds which shard. In the state database, beside the leases.</summary>
/// <exception cref="Stages.Ports.StoreUnavailableException">Thrown by every method when the database is away.</exception>
internal interface INodeDirectory
{
    /// <summary>Creates the table; safe to call from many processes at once.</summary>
    Task InitializeAsync(CancellationToken cancel);

    /// <summary>Says that a node lives.</summary>
    Task PutAsync(NodeEntry node, CancellationToken cancel);

    /// <summary>A node has ended in good order.</summary>
    Task RemoveAsync(string pipeline, string name, CancellationToken cancel);

    /// <summary>All nodes of a pipeline, by name; those that died among them.</summary>
    Task<IReadOnlyList<NodeEntry>> NodesAsync(string pipeline, CancellationToken cancel);

    /// <summary>The leases of a pipeline's shards, by topic and partition.</summary>
    Task<IReadOnlyList<LeaseEntry>> LeasesAsync(string pipeline, CancellationToken cancel);
}

/// <summary>A node as it last said.</summary>
/// <param name="Pipeline">The consumer group.</param>
/// <param name="Name">Its name, under which it holds leases.</param>
/// <param name="Url">How others reach it.</param>
/// <param name="Phase">Where it stood in its life.</param>
/// <param name="SeenAtMs">When it said so, Unix milliseconds by its own clock.</param>
/// <param name="StartedAtMs">When it started.</param>
internal sealed record NodeEntry(
    string Pipeline, string Name, string Url, string Phase, long SeenAtMs, long StartedAtMs);

/// <summary>Who holds a shard, and where its snapshot stands.</summary>
/// <param name="Topic">The clicks topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="Owner">The name of the node that took it last.</param>
/// <param name="NextOffset">The offset that the stored snapshot includes; null before the first.</param>
internal sealed record LeaseEntry(string Topic, int Partition, long Epoch, string Owner, long? NextOffset);
