using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>Counts rejected records by reason and field; holds one line of each, whatever the topic's size.</summary>
/// <param name="repaired">Those that were sent again; null where that is not known: then all are listed.</param>
/// <param name="status">Which are listed, of <see cref="RejectedStatus"/>.</param>
internal sealed class RejectedSummary(IReadOnlySet<RecordOrigin>? repaired = null, string status = RejectedStatus.Any)
{
    private readonly Dictionary<(string Reason, string? Field), RejectedGroup> _groups = [];

    /// <summary>The groups that have a listed record, the largest first.</summary>
    public IReadOnlyList<RejectedGroup> Groups =>
    [
        .. _groups.Values.Where(group => group.Listed > 0).OrderByDescending(group => group.Listed)
            .ThenBy(group => group.Reason, StringComparer.Ordinal)
            .ThenBy(group => group.Field, StringComparer.Ordinal),
    ];

    /// <summary>Whether it is known which were sent again.</summary>
    public bool KnowsRepaired => repaired is not null;

    /// <summary>Records seen, whether they are listed or not.</summary>
    public long Seen { get; private set; }

    /// <summary>When the oldest of them was received, Unix milliseconds.</summary>
    public long OldestMs { get; private set; } = long.MaxValue;

    /// <summary>A record of several parts counts once, with its first.</summary>
    public void Add(RejectedEntry entry)
    {
        if (entry.Part != 1)
        {
            return;
        }

        (Seen, OldestMs) = (Seen + 1, Math.Min(OldestMs, entry.ReceivedMs));
        var isRepaired = repaired?.Contains(entry.Origin) == true;
        var isListed = repaired is null || status == RejectedStatus.Any || isRepaired == (status == RejectedStatus.Repaired);
        foreach (var error in entry.Errors)
        {
            var before = _groups.GetValueOrDefault((entry.Reason, error.Field));
            var group = before is null || (isListed && (before.Listed == 0 || before.NewestAt <= entry.RejectedAt))
                ? new RejectedGroup(entry.Reason, error.Field, 0, 0, error.Message, entry.Origin, entry.RejectedAt) : before;
            _groups[(entry.Reason, error.Field)] = group with
            {
                Records = (before?.Records ?? 0) + 1,
                Repaired = (before?.Repaired ?? 0) + (isRepaired ? 1 : 0),
                Listed = (before?.Listed ?? 0) + (isListed ? 1 : 0),
            };
        }
    }
}
