namespace StreamReco.StreamHost.Sql;

/// <summary>
/// Which processes of a group may form a cluster, join it and go on in it. In the state database, because that is what
/// all nodes share; no clock is compared. Changes of one group take turns.
/// </summary>
/// <exception cref="Stages.Ports.StoreUnavailableException">Thrown by every method when the database is away.</exception>
internal interface IClusterLedger
{
    /// <summary>Creates the tables; safe to call from many processes at once.</summary>
    Task InitializeAsync(CancellationToken cancel);

    /// <summary>Enters a process that starts, last in order; an earlier process of the same address is replaced.</summary>
    /// <returns>All processes of the group in the order of entry, this one among them.</returns>
    Task<IReadOnlyList<ClusterEntry>> EnterAsync(string group, ClusterProcess self, CancellationToken cancel);

    /// <summary>All processes of a group in the order of entry; those that died without a word among them.</summary>
    Task<IReadOnlyList<ClusterEntry>> EntriesAsync(string group, CancellationToken cancel);

    /// <summary>
    /// Lets a process form the cluster, once for all processes that start together. The dead are removed and marked as
    /// downed for ever: one that only seemed dead ends when it wakes.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="self">Who would form it.</param>
    /// <param name="dead">Processes that were found to be dead.</param>
    /// <param name="cancel">Gives up.</param>
    Task<FormOutcome> FormAsync(
        string group, ClusterProcess self, IReadOnlyCollection<ClusterProcess> dead, CancellationToken cancel);

    /// <summary>Gives a sign of life: the entry's count goes up by one. An entry that was lost is made again.</summary>
    /// <param name="group">The group.</param>
    /// <param name="self">Who lives.</param>
    /// <param name="isMember">Whether it is a member by now; once one, it stays one.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False once the process is marked as downed: it must end.</returns>
    Task<bool> BeatAsync(string group, ClusterProcess self, bool isMember, CancellationToken cancel);

    /// <summary>Marks processes as downed for ever and removes their entries, unless the caller is marked itself.</summary>
    /// <returns>False where the caller is marked: it must end, and nothing was changed.</returns>
    Task<bool> DownAsync(
        string group, ClusterProcess self, IReadOnlyCollection<ClusterProcess> unseen, CancellationToken cancel);

    /// <summary>A process has ended, by its own word: its entry and its mark go, because nothing of it can wake any more.</summary>
    Task LeaveAsync(string group, ClusterProcess self, CancellationToken cancel);
}

/// <summary>A process of a cluster. One that starts again is another process.</summary>
/// <param name="Address">HOST:PORT by which the others reach it.</param>
/// <param name="Uid">The number that it drew at its start.</param>
internal sealed record ClusterProcess(string Address, long Uid)
{
    /// <summary>The machine (and its network) that it runs on; two processes with the same one see the same loopback.</summary>
    public string Machine { get; init; } = "";

    /// <summary>Address and number make the identity; the machine is a remark.</summary>
    public bool Equals(ClusterProcess? other) => other is not null && other.Address == Address && other.Uid == Uid;

    public override int GetHashCode() => HashCode.Combine(Address, Uid);

    public override string ToString() => $"{Address}#{Uid}";
}

/// <summary>A process as the ledger has it.</summary>
/// <param name="Process">The process.</param>
/// <param name="IsMember">Whether it formed or joined the cluster.</param>
/// <param name="Beats">How often it gave a sign of life.</param>
internal sealed record ClusterEntry(ClusterProcess Process, bool IsMember, long Beats);

/// <summary>What a process may do that would form the cluster.</summary>
internal enum FormOutcome
{
    /// <summary>It forms the cluster.</summary>
    Formed,

    /// <summary>Another is in front of it, or a member already.</summary>
    Wait,

    /// <summary>It was taken for dead itself, or is not entered: it must not go on.</summary>
    Downed,
}
