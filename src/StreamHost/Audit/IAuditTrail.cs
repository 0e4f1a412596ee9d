namespace StreamReco.StreamHost.Audit;

/// <summary>
/// The audit trail of a group: records that are only ever added, each with the hash of the one before. Any number of processes
/// may add at once; they take turns.
/// </summary>
/// <exception cref="Stages.Ports.StoreUnavailableException">Thrown by every method when the database is away.</exception>
internal interface IAuditTrail
{
    /// <summary>Adds entries in their order, all of them or none. Entries of which the first stands already are there as a whole, and are not added again.</summary>
    /// <returns>Where the trail ends now.</returns>
    Task<AuditHead> AppendAsync(string group, IReadOnlyList<AuditEntry> entries, CancellationToken cancel);

    /// <summary>Records by rising number.</summary>
    /// <param name="group">The group.</param>
    /// <param name="after">Only those after this number.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<StoredAudit>> ReadAsync(string group, long after, int max, CancellationToken cancel);

    /// <summary>The newest records that are wanted, the newest first.</summary>
    Task<IReadOnlyList<StoredAudit>> NewestAsync(string group, AuditQuery query, CancellationToken cancel);

    /// <summary>Where the trail says that it ends; null before the first record.</summary>
    Task<AuditHead?> HeadAsync(string group, CancellationToken cancel);

    /// <summary>The keyed hash by which records name a user; null before the first record.</summary>
    /// <param name="group">The group, whose key it is.</param>
    /// <param name="user">The user, as the state knows them.</param>
    /// <param name="cancel">Gives up.</param>
    Task<string?> PersonOfAsync(string group, string user, CancellationToken cancel);
}
