using StreamReco.StreamHost.Audit;

namespace StreamReco.StreamHost.Tests.Audit;

/// <summary>Entries and trails for the tests.</summary>
internal static class AuditEntries
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static AuditEntry Of(int number, string? person = null) => new(
        $"id-{number}", Noon.AddSeconds(number), "127.0.0.1:8095", "admin.token", "änn", "10.0.0.7", "GET /v1/users/{user}", $"n={number}",
        person, "200");

    /// <summary>A trail of records in memory, and where it says that it ends.</summary>
    public static (List<StoredAudit> Records, AuditHead Head) Trail(int records)
    {
        var head = new AuditHead(0, AuditChain.Root);
        var trail = new List<StoredAudit>();
        for (var i = 1; i <= records; i++)
        {
            trail.Add(AuditChain.Next(head, Of(i), $"hash-{i % 3}"));
            head = new AuditHead(trail[^1].Seq, trail[^1].Hash);
        }

        return (trail, head);
    }

    public static AuditVerdict Verify(IEnumerable<StoredAudit> records, AuditHead? head)
    {
        var verification = new AuditVerification();
        foreach (var record in records)
        {
            if (!verification.Take(record))
            {
                break;
            }
        }

        return verification.End(head);
    }
}
