namespace StreamReco.StreamHost.Audit;

/// <summary>
/// Makes one record of equal requests that come again and again: pages that are refreshed each second, and callers without a
/// token. The first of a stretch is written at once; the others are counted and written as one when the stretch is over.
/// One caller at a time.
/// </summary>
/// <param name="stretch">Length of a stretch.</param>
internal sealed class RepeatedRequests(TimeSpan stretch)
{
    /// <summary>Kinds of requests that are told apart at a time; beyond them the others are one kind.</summary>
    internal const int KindsMax = 1_000;

    private static readonly (string Who, string By, string From, string What, string Outcome) _others = ("*", "*", "*", "*", "*");

    private readonly Dictionary<(string Who, string By, string From, string What, string Outcome), Stretch> _open = [];

    /// <summary>Takes a request.</summary>
    /// <returns>The entry, if it is to be written at once; else null: it is counted.</returns>
    public AuditEntry? Take(AuditEntry entry)
    {
        var kind = (entry.Who, entry.By, entry.From, entry.What, entry.Outcome);
        kind = _open.ContainsKey(kind) || _open.Count < KindsMax ? kind : _others;
        if (_open.TryGetValue(kind, out var known) && entry.At < known.Until)
        {
            known.Count(entry);
            return null;
        }

        if (known?.Counted is not null)
        {
            known.Count(entry); // The stretch is over, but what it counted is not written yet: it takes this one too.
            return null;
        }

        _open[kind] = new Stretch(entry.At + stretch);
        return entry;
    }

    /// <summary>What was counted in stretches that are over.</summary>
    /// <param name="now">The time; null ends all stretches.</param>
    public IReadOnlyList<AuditEntry> End(DateTimeOffset? now)
    {
        List<AuditEntry> counted = [];
        foreach (var (kind, open) in _open.Where(one => now is null || one.Value.Until <= now).ToList())
        {
            _open.Remove(kind);
            if (open.Counted is { } entry)
            {
                counted.Add(kind == _others
                    ? entry with { Who = "*", By = "*", From = "*", What = "*", About = "requests beyond those that are told apart" } : entry);
            }
        }

        return counted;
    }

    private sealed class Stretch(DateTimeOffset until)
    {
        public DateTimeOffset Until { get; } = until;

        /// <summary>The newest that was counted, with how many; null for none.</summary>
        public AuditEntry? Counted { get; private set; }

        public void Count(AuditEntry entry) => Counted = entry with { Times = (Counted?.Times ?? 0) + 1 };
    }
}
