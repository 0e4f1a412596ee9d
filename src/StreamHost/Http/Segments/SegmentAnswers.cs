namespace StreamReco.StreamHost.Http.Segments;

/// <summary>The segments of users that the log defines.</summary>
/// <param name="Version">Their version; 0 before the first.</param>
/// <param name="Count">How many there are; they are numbered from 0.</param>
/// <param name="Space">Fingerprint of the item space that they are in; users under another model belong to none. Null before the first.</param>
/// <param name="Users">Users in memory that each was made of.</param>
/// <param name="Partitions">Partitions in which this version is in force.</param>
internal sealed record SegmentsAnswer(int Version, int Count, string? Space, IReadOnlyList<long> Users, IReadOnlyList<int> Partitions);

/// <summary>Segments that are recorded in the log; every shard takes them when it comes to their offset.</summary>
/// <param name="Version">Their version.</param>
/// <param name="Count">How many there are; less than wanted where one would have too few users.</param>
/// <param name="Users">Users that each was made of.</param>
/// <param name="Partitions">Partitions in whose log they stand.</param>
internal sealed record SegmentsRefreshed(int Version, int Count, IReadOnlyList<long> Users, IReadOnlyList<int> Partitions);
