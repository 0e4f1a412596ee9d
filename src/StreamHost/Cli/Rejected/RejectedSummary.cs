namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>Counts rejected records by reason and field; holds one line of each, whatever the topic's size.</summary>
internal sealed class RejectedSummary
{
    private readonly Dictionary<(string Reason, string? Field), RejectedGroup> _groups = [];

    /// <summary>The groups, the largest first.</summary>
    public IReadOnlyList<RejectedGroup> Groups =>
    [
        .. _groups.Values.OrderByDescending(group => group.Records)
            .ThenBy(group => group.Reason, StringComparer.Ordinal)
            .ThenBy(group => group.Field, StringComparer.Ordinal),
    ];

    /// <summary>A record of several parts counts once, with its first.</summary>
    public void Add(RejectedEntry entry)
    {
        if (entry.Part != 1)
        {
            return;
        }

        foreach (var error in entry.Errors)
        {
            var records = _groups.GetValueOrDefault((entry.Reason, error.Field))?.Records ?? 0;
            var newest = records > 0 ? _groups[(entry.Reason, error.Field)] : null;
            _groups[(entry.Reason, error.Field)] = newest is not null && newest.NewestAt > entry.RejectedAt
                ? newest with { Records = records + 1 }
                : new RejectedGroup(
                    entry.Reason, error.Field, records + 1, error.Message, entry.Origin, entry.RejectedAt);
        }
    }
}
