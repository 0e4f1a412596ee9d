using System.Collections.Concurrent;
using StreamReco.Models.Search.Counts;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// What the counts say of queries, at one moment. A query that was never typed in its order of words takes the counts of
/// the same words in another order. Immutable, for any number of threads.
/// </summary>
public sealed class CountedSignals : IClickSignals
{
    private const int PopularMax = 100;

    private readonly Dictionary<string, IQuerySignals> _queries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IQuerySignals> _sets = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<QueryKey> _keys = [];
    private readonly Dictionary<string, long> _popularity = new(StringComparer.Ordinal);

    /// <param name="queries">The counts by key, summed over shards.</param>
    /// <param name="values">Makes values of counts.</param>
    public CountedSignals(IReadOnlyDictionary<string, QueryEntry> queries, ClickValues values)
    {
        var sets = new Dictionary<string, QueryEntry>(StringComparer.Ordinal);
        var key = new QueryKey();
        foreach (var (query, entry) in queries.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            _queries[query] = new QuerySignals(entry.Items, values);
            var set = key.SetOf(query);
            if (!sets.TryGetValue(set, out var whole))
            {
                sets.Add(set, whole = new QueryEntry());
            }

            whole.Add(entry);
            foreach (var (itemId, counts) in entry.Items)
            {
                _popularity[itemId] = _popularity.GetValueOrDefault(itemId) + counts.Clicks.Sum();
            }
        }

        foreach (var (set, entry) in sets)
        {
            _sets[set] = new QuerySignals(entry.Items, values);
        }

        Popular =
        [
            .. _popularity.OrderByDescending(item => item.Value).ThenBy(item => item.Key, StringComparer.Ordinal)
                .Take(PopularMax).Select(item => item.Key),
        ];
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Popular { get; }

    /// <inheritdoc />
    public IQuerySignals? Of(string query)
    {
        var key = _keys.TryTake(out var idle) ? idle : new QueryKey();
        var signals = _queries.GetValueOrDefault(key.Of(query)) ?? _sets.GetValueOrDefault(key.SetOf(query));
        _keys.Add(key);
        return signals;
    }

    /// <inheritdoc />
    public long PopularityOf(string itemId) => _popularity.GetValueOrDefault(itemId);
}
