namespace StreamReco.StreamHost.Audit;

/// <summary>Whether a trail is as it was written.</summary>
/// <param name="Records">Records that were looked at and are right.</param>
/// <param name="Head">Hash of the last of them.</param>
/// <param name="FirstBad">Number of the first record that is not right; null if all are.</param>
/// <param name="Why">What is wrong with it; null if nothing is.</param>
internal sealed record AuditVerdict(long Records, string Head, long? FirstBad, string? Why);

/// <summary>
/// Follows a trail from its first record and stops at the first one that is not what was written: changed, missing, or in the
/// place of another. It cannot see a trail that was written anew from some record on as a whole; the head that was noted
/// elsewhere shows that.
/// </summary>
internal sealed class AuditVerification
{
    private const int PageRecords = 1_000;

    private AuditHead _before = new(0, AuditChain.Root);
    private long? _firstBad;
    private string? _why;

    /// <summary>Reads a whole trail.</summary>
    /// <exception cref="Stages.Ports.StoreUnavailableException">The database is away.</exception>
    public static async Task<AuditVerdict> RunAsync(IAuditTrail trail, string group, CancellationToken cancel)
    {
        // The head first: what is added meanwhile comes after it.
        var head = await trail.HeadAsync(group, cancel);
        var verification = new AuditVerification();
        for (var after = 0L; ;)
        {
            var page = await trail.ReadAsync(group, after, PageRecords, cancel);
            foreach (var record in page)
            {
                if (!verification.Take(record))
                {
                    return verification.End(head);
                }
            }

            if (page.Count == 0)
            {
                return verification.End(head);
            }

            after = page[^1].Seq;
        }
    }

    /// <summary>Looks at the next record.</summary>
    /// <returns>Whether it is right; the records after one that is not are not looked at.</returns>
    public bool Take(StoredAudit record)
    {
        if (_firstBad is not null)
        {
            return false;
        }

        var seq = _before.Seq + 1;
        _why = record.Seq != seq ? "it is missing" : FaultOf(record);
        if (_why is not null)
        {
            _firstBad = seq;
            return false;
        }

        _before = new AuditHead(seq, record.Hash);
        return true;
    }

    /// <summary>The verdict.</summary>
    /// <param name="head">Where the trail says that it ends; null where it says nothing.</param>
    public AuditVerdict End(AuditHead? head)
    {
        if (_firstBad is null && head is not null && head.Seq > _before.Seq)
        {
            (_firstBad, _why) = (_before.Seq + 1, $"it is missing: the trail had {head.Seq} records");
        }
        else if (_firstBad is null && head is not null && head.Seq == _before.Seq && head.Hash != _before.Hash)
        {
            (_firstBad, _why) = (_before.Seq, "it is not the record that the trail ended with");
        }
        else if (_firstBad is null && head is null && _before.Seq > 0)
        {
            (_firstBad, _why) = (_before.Seq, "the trail does not say where it ends");
        }

        return new AuditVerdict(_before.Seq, _before.Hash, _firstBad, _why);
    }

    private string? FaultOf(StoredAudit stored)
    {
        if (AuditChain.HashOf(stored.Body) != stored.Hash)
        {
            return "it was changed: its bytes do not have its hash";
        }

        try
        {
            var record = AuditChain.Read(stored);
            return record.Seq != stored.Seq ? $"record {record.Seq} stands in its place"
                : record.Prev != _before.Hash ? "it does not follow the record before"
                : record.Person != stored.Person || record.At.ToUnixTimeMilliseconds() != stored.AtMs
                    ? "the columns that it is found by were changed"
                : null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
