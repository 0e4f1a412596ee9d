namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>Users with state in several partitions.</summary>
/// <param name="Found">Of those looked at, a user once for each look.</param>
/// <param name="Sampled">Users looked at behind the run's snapshots.</param>
public sealed record SplitUsers(long Found, long Sampled);
