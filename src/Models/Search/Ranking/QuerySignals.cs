using StreamReco.Models.Search.Counts;

namespace StreamReco.Models.Search.Ranking;

/// <summary>What counts say of the items of one query. Immutable.</summary>
internal sealed class QuerySignals : IQuerySignals
{
    private const int BestMax = 100;

    private readonly Dictionary<string, ClickSignal> _items = new(StringComparer.Ordinal);

    /// <param name="items">The counts by item.</param>
    /// <param name="values">Makes values of counts.</param>
    public QuerySignals(IReadOnlyDictionary<string, ItemCounts> items, ClickValues values)
    {
        var clicks = (double)items.Values.Sum(counts => counts.Clicks.Sum());
        var entropy = 0.0;
        foreach (var (itemId, counts) in items)
        {
            _items[itemId] = new ClickSignal(
                (float)values.LogOf(counts), (float)values.ExaminedOf(counts), counts.Carts, counts.Purchases);
            var share = counts.Clicks.Sum() / Math.Max(1, clicks);
            entropy -= share > 0 ? share * Math.Log(share) : 0;
        }

        Entropy = (float)entropy;
        Best =
        [
            .. _items.Where(item => items[item.Key].Clicks.Sum() > 0)
                .OrderByDescending(item => item.Value.Value).ThenBy(item => item.Key, StringComparer.Ordinal)
                .Take(BestMax).Select(item => item.Key),
        ];
    }

    /// <inheritdoc />
    public float Entropy { get; }

    /// <inheritdoc />
    public IReadOnlyList<string> Best { get; }

    /// <inheritdoc />
    public ClickSignal Of(string itemId) => _items.GetValueOrDefault(itemId);
}
