namespace StreamReco.StreamHost.Cluster.Views;

/// <summary>The cluster for people: what it looks like, and what they may do to it. Addresses are HOST:PORT.</summary>
internal interface IClusterControl
{
    /// <summary>The members now, without asking any of them.</summary>
    ClusterSnapshot Snapshot();

    /// <summary>Where the shards are; each node is asked, for at most three seconds.</summary>
    Task<ShardingSnapshot> ShardingAsync(CancellationToken cancel);

    /// <summary>Whether a member is drained; false where there is none at the address.</summary>
    bool IsDrained(string address);

    /// <summary>A member's partitions go to the others and it gets none until it is resumed; it goes on answering.</summary>
    /// <returns>Whether all nodes have confirmed; else those left hear of it within seconds.</returns>
    /// <exception cref="ClusterMemberException">There is no member at the address.</exception>
    Task<bool> DrainAsync(string address, CancellationToken cancel);

    /// <summary>A drained member gets partitions again.</summary>
    /// <inheritdoc cref="DrainAsync" path="/returns"/>
    /// <inheritdoc cref="DrainAsync" path="/exception"/>
    Task<bool> ResumeAsync(string address, CancellationToken cancel);

    /// <summary>
    /// A member leaves in good order: it drains, gives its partitions away and ends. Returns once all members agree that it
    /// leaves: a node that the others went on without, and that does not know it yet, can promise nothing.
    /// </summary>
    /// <exception cref="ClusterMemberException">
    /// There is no member at the address, the node that was asked is about to end itself, or members do not agree within ten
    /// seconds.
    /// </exception>
    Task LeaveAsync(string address, CancellationToken cancel);

    /// <summary>A member is taken out without its doing, and marked as downed: if it lives, it ends.</summary>
    /// <exception cref="ClusterMemberException">There is no member at the address, or the node that was asked is downed itself.</exception>
    /// <exception cref="Stages.Ports.StoreUnavailableException">The state database is away: nobody can be marked.</exception>
    Task DownAsync(string address, CancellationToken cancel);

    /// <summary>The same for all members that cannot be reached.</summary>
    /// <returns>Their addresses.</returns>
    /// <inheritdoc cref="DownAsync" path="/exception"/>
    Task<IReadOnlyList<string>> DownUnreachableAsync(CancellationToken cancel);
}

/// <summary>What was asked for cannot be done to this member; the message says why.</summary>
internal sealed class ClusterMemberException(string message) : Exception(message);
