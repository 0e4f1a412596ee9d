namespace StreamReco.StreamHost.Audit;

/// <summary>Reads records of a trail for people.</summary>
internal static class AuditList
{
    /// <summary>The newest records that are wanted, the newest first; one that cannot be read stands with what it is.</summary>
    /// <exception cref="Stages.Ports.StoreUnavailableException">The database is away.</exception>
    public static async Task<IReadOnlyList<AuditRecord>> NewestAsync(
        IAuditTrail trail, string group, AuditQuery query, CancellationToken cancel) =>
        [.. (await trail.NewestAsync(group, query, cancel)).Select(Read)];

    private static AuditRecord Read(StoredAudit stored)
    {
        try
        {
            return AuditChain.Read(stored);
        }
        catch (FormatException)
        {
            return new AuditRecord(
                stored.Seq, "", DateTimeOffset.FromUnixTimeMilliseconds(stored.AtMs), "", "", "", "", "this record cannot be read",
                "", stored.Person, "damaged", 1, "", stored.Hash);
        }
    }
}
