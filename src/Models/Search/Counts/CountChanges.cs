namespace StreamReco.Models.Search.Counts;

/// <summary>
/// Numbers the changes of counts, so that a collector asks for what changed since its last look. No part of the state: a
/// shard that is opened again begins to number anew, under another <see cref="Instance"/>. For one thread.
/// </summary>
public sealed class CountChanges
{
    /// <summary>Queries that went and are remembered; a collector further behind takes everything anew.</summary>
    private const int GoneMax = 10_000;

    private readonly Queue<(long At, ulong Hash)> _gone = new();
    private long _forgotten;

    /// <summary>Tells the numbers of one run from those of another.</summary>
    public long Instance { get; set; }

    /// <summary>The number of the newest change.</summary>
    public long Newest { get; private set; }

    internal void Note(QueryEntry entry) => entry.ChangedAt = ++Newest;

    /// <summary>A query of which nothing is left; one that nobody collected is not missed.</summary>
    internal void NoteGone(QueryEntry entry)
    {
        if (entry.Hash is { } hash)
        {
            _gone.Enqueue((++Newest, hash));
        }

        while (_gone.Count > GoneMax)
        {
            _forgotten = _gone.Dequeue().At;
        }
    }

    /// <summary>What changed since a collector's last look.</summary>
    /// <param name="counts">The counts.</param>
    /// <param name="instance">The instance of the last look; another one takes everything anew.</param>
    /// <param name="since">The number that the last look ended at; 0 before the first.</param>
    /// <param name="itemsMax">About the most items of a reply; the rest comes with the next.</param>
    /// <param name="hasher">Makes the hashes.</param>
    public CountsDelta Since(QueryCounts counts, long instance, long since, int itemsMax, QueryHasher hasher)
    {
        var isWhole = instance != Instance || since == 0 || since < _forgotten;
        var from = isWhole ? 0 : since;
        var changed = counts.Queries.Where(query => query.Value.ChangedAt > from).OrderBy(query => query.Value.ChangedAt).ToList();
        var (totals, items, at) = (new List<QueryTotals>(), 0, from);
        foreach (var (key, entry) in changed)
        {
            if (items > itemsMax)
            {
                break;
            }

            totals.Add(QueryTotals.Of(key, entry, counts.TextOf(key), hasher));
            items += entry.Items.Count + 1;
            at = entry.ChangedAt;
        }

        var isLast = totals.Count == changed.Count;
        var to = isLast ? Newest : at;
        return new CountsDelta(
            Instance, to, isWhole, isLast, totals, [.. _gone.Where(gone => gone.At > from && gone.At <= to).Select(gone => gone.Hash)],
            counts.Unjoined, counts.Searches);
    }
}

/// <summary>What changed in the counts of a shard.</summary>
/// <param name="Instance">The run of the shard.</param>
/// <param name="Version">The number that it ends at.</param>
/// <param name="IsWhole">Whether what was known of the shard before is void.</param>
/// <param name="IsLast">Whether nothing more is waiting.</param>
/// <param name="Changed">Totals of the queries that changed.</param>
/// <param name="Gone">Hashes of queries of which nothing is left.</param>
/// <param name="Unjoined">Clicks that belong to no kept search.</param>
/// <param name="Searches">Searches that are kept.</param>
public sealed record CountsDelta(
    long Instance, long Version, bool IsWhole, bool IsLast, IReadOnlyList<QueryTotals> Changed, IReadOnlyList<ulong> Gone,
    long Unjoined, int Searches);
