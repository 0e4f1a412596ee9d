namespace StreamReco.StreamHost.Sql;

/// <summary>
/// Who is the control plane of a group, and which requests are open. The journal refuses whoever is second to write a
/// number, who may be the rightful one; so the control plane asks here whether it still is before it writes.
/// </summary>
/// <exception cref="Stages.Ports.StoreUnavailableException">Thrown by every method when the database is away.</exception>
internal interface IControlLedger
{
    /// <summary>Whether a group ever had a request; nothing is created.</summary>
    Task<bool> IsUsedAsync(string group, CancellationToken cancel);

    /// <summary>Whether requests may be open; nothing is created.</summary>
    Task<bool> HasOpenAsync(string group, CancellationToken cancel);

    /// <summary>Takes the control plane over: the epoch goes up by one and every earlier one is void. Creates the tables.</summary>
    /// <param name="group">The group.</param>
    /// <param name="owner">The node, for people.</param>
    /// <param name="cancel">Gives up.</param>
    Task<long> AcquireAsync(string group, string owner, CancellationToken cancel);

    /// <summary>Whether an epoch is the newest one.</summary>
    Task<bool> IsCurrentAsync(string group, long epoch, CancellationToken cancel);

    /// <summary>Notes a request as open, with what must not stand in the journal.</summary>
    /// <returns>False where the epoch is not the newest one: nothing was written.</returns>
    Task<bool> OpenAsync(string group, long epoch, string request, string? secret, CancellationToken cancel);

    /// <summary>What was noted with an open request; null for none.</summary>
    Task<string?> SecretAsync(string group, string request, CancellationToken cancel);

    /// <summary>Forgets all requests but these, secrets included; nothing where the epoch is not the newest one.</summary>
    Task KeepOnlyAsync(string group, long epoch, IReadOnlyCollection<string> open, CancellationToken cancel);
}
