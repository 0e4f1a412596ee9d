namespace StreamReco.TestKit.Measures;

/// <summary>What a shard keeps of the users of experiments.</summary>
/// <param name="Users">Users that take part.</param>
/// <param name="Lists">Lists that are kept of one, on average.</param>
/// <param name="StoredBytes">Bytes of a user in the snapshot.</param>
/// <param name="MemoryBytes">Bytes of a user in memory.</param>
public sealed record ExperimentSize(int Users, double Lists, double StoredBytes, double MemoryBytes);
