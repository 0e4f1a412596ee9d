using System.Collections.Concurrent;
using StreamReco.Models.Search.Counts;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// What clicks say now: the signals of the queries that changed are made anew, the others stay. One writer
/// (<see cref="Update"/>, <see cref="Revalue"/>), any number of readers.
/// </summary>
/// <param name="hasher">Makes the hashes of queries, one for each thread at a time; null for hashes without a key.</param>
public sealed class LiveSignals(Func<QueryHasher>? hasher = null) : IClickSignals
{
    private const int PopularMax = 100;

    /// <summary>Queries that propensities are estimated of, those with the most searches.</summary>
    private const int EstimatedMax = 500;

    private readonly ConcurrentDictionary<ulong, IQuerySignals> _queries = new();
    private readonly ConcurrentDictionary<ulong, IQuerySignals> _sets = new();
    private readonly ConcurrentDictionary<string, long> _popularity = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ulong, SummedQuery> _sums = new();
    private readonly Dictionary<ulong, HashSet<ulong>> _members = [];
    private readonly ConcurrentBag<QueryHasher> _hashers = [];

    /// <summary>How counts become values.</summary>
    public ClickValues Values { get; private set; } = ClickValues.Assumed;

    /// <summary>Grows with each update: what was made of the signals is as new as this.</summary>
    public long Epoch { get; private set; }

    /// <summary>The queries with their sums, in no order.</summary>
    public IEnumerable<SummedQuery> Queries => _sums.Values;

    /// <inheritdoc />
    public IReadOnlyList<string> Popular { get; private set; } = [];

    /// <inheritdoc />
    public IQuerySignals? Of(string query)
    {
        if (_queries.IsEmpty)
        {
            return null;
        }

        var hashes = _hashers.TryTake(out var idle) ? idle : hasher?.Invoke() ?? new QueryHasher();
        var (own, set) = hashes.OfTyped(query);
        var signals = _queries.GetValueOrDefault(own) ?? _sets.GetValueOrDefault(set);
        _hashers.Add(hashes);
        return signals;
    }

    /// <inheritdoc />
    public long PopularityOf(string itemId) => _popularity.GetValueOrDefault(itemId);

    /// <summary>Takes the sums of queries that changed.</summary>
    public void Update(ShardSums sums, IReadOnlySet<ulong> changed)
    {
        var sets = new HashSet<ulong>();
        foreach (var hash in changed)
        {
            if (_sums.TryRemove(hash, out var before))
            {
                sets.Add(before.SetHash);
                _members[before.SetHash].Remove(hash);
                Count(before, -1);
            }

            if (sums.Of(hash) is { } now)
            {
                sets.Add(now.SetHash);
                MembersOf(now.SetHash).Add(hash);
                Count(now, 1);
                _sums[hash] = now;
                _queries[hash] = new QuerySignals(now.Items, Values);
            }
            else
            {
                _queries.TryRemove(hash, out _);
            }
        }

        foreach (var set in sets)
        {
            UpdateSet(set);
        }

        Popular =
        [
            .. _popularity.OrderByDescending(item => item.Value).ThenBy(item => item.Key, StringComparer.Ordinal)
                .Take(PopularMax).Select(item => item.Key),
        ];
        Epoch++;
    }

    /// <summary>Estimates propensities and prior anew where there is evidence, and makes all signals by them.</summary>
    public void Revalue()
    {
        var queries = _sums.Values.OrderByDescending(query => query.Searches).ThenBy(query => query.Hash).Take(EstimatedMax).ToList();
        Values = ClickValues.OfEvidence([.. queries.SelectMany(query => query.Items.Values)]);
        foreach (var query in _sums.Values)
        {
            _queries[query.Hash] = new QuerySignals(query.Items, Values);
        }

        foreach (var set in _members.Keys)
        {
            UpdateSet(set);
        }

        Epoch++;
    }

    private HashSet<ulong> MembersOf(ulong setHash)
    {
        if (!_members.TryGetValue(setHash, out var members))
        {
            _members.Add(setHash, members = []);
        }

        return members;
    }

    private void UpdateSet(ulong setHash)
    {
        var members = _members[setHash];
        if (members.Count == 0)
        {
            _members.Remove(setHash);
            _sets.TryRemove(setHash, out _);
            return;
        }

        var whole = new SummedQuery(setHash, setHash);
        foreach (var member in members)
        {
            whole.Add(_sums[member]);
        }

        _sets[setHash] = new QuerySignals(whole.Items, Values);
    }

    private void Count(SummedQuery query, int sign)
    {
        foreach (var (itemId, counts) in query.Items)
        {
            var clicks = counts.Clicks.Sum();
            if (clicks > 0)
            {
                var now = _popularity.GetValueOrDefault(itemId) + (sign * clicks);
                _popularity[itemId] = now;
                if (now == 0)
                {
                    _popularity.TryRemove(itemId, out _);
                }
            }
        }
    }
}
