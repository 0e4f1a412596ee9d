namespace StreamReco.Stages.Ports;

/// <summary>What changed since the last snapshot: enough to bring the stored state from there to <paramref name="NextOffset"/>.</summary>
/// <param name="NextOffset">The offset after the last record that the snapshot includes; always a committed one.</param>
/// <param name="State">The shard's own state, whole.</param>
/// <param name="Users">The users that changed, each whole.</param>
public sealed record SnapshotDelta(long NextOffset, ReadOnlyMemory<byte> State, IReadOnlyList<StoredUser> Users)
{
    /// <summary>Users that were erased: removed before <see cref="Users"/> are written, which may name them again.</summary>
    public IReadOnlyList<string> Erased { get; init; } = [];

    /// <summary>Whether this is all of the shard: users that were stored before are removed.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Told, on any thread, how many of <see cref="Users"/> are written so far; null tells nobody.</summary>
    public Action<int>? Written { get; init; }
}
