using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Counts;

/// <summary>
/// The counters behind the ranker's features, the same in training, evaluation and serving. Ages are in sessions begun
/// since, so that they mean the same whether or not the data know times. For one thread; what it reads may be shared.
/// </summary>
public sealed class ItemStatistics
{
    /// <summary>Windows of <see cref="RecentClicks"/>: the last 10 %, 2 % and 0.5 % of the sessions fitted on.</summary>
    public const int Windows = 3;

    /// <summary>So many clicks of an average item are added to an item's own before a rate is taken.</summary>
    private const float RatePrior = 5;

    private readonly ItemCounts _counts;
    private readonly PairTable _pairs;
    private readonly LiveClicks? _live;
    private readonly float _repeatPrior;
    private readonly float _endPrior;

    /// <param name="counts">The model's counts.</param>
    /// <param name="pairs">The model's pairs.</param>
    /// <param name="live">What was clicked since; null for the model alone.</param>
    public ItemStatistics(ItemCounts counts, PairTable pairs, LiveClicks? live = null)
    {
        (_counts, _pairs, _live) = (counts, pairs, live);
        var clicks = Math.Max(1, counts.Clicks.Sum(count => (long)count));
        _repeatPrior = RatePrior * counts.Repeats.Sum(count => (long)count) / clicks;
        _endPrior = RatePrior * counts.Ends.Sum(count => (long)count) / clicks;
    }

    /// <summary>N.</summary>
    public int Items => _counts.Items;

    /// <summary>Sessions counted.</summary>
    public long Sessions => _live?.Counts.Sessions ?? _counts.Sessions;

    /// <summary>Clicks on an item in all.</summary>
    public int Clicks(int row) => _live?.Counts.Clicks[row] ?? _counts.Clicks[row];

    /// <summary>Writes <see cref="Clicks(int)"/> of some items.</summary>
    public void Clicks(ReadOnlySpan<int> rows, Span<int> counts)
    {
        if (_live is null)
        {
            Take(_counts.Clicks, rows, counts);
            return;
        }

        var clicks = _live.Counts.Clicks;
        for (var i = 0; i < rows.Length; i++)
        {
            counts[i] = clicks[rows[i]];
        }
    }

    /// <summary>Writes <see cref="RecentClicks(int, int)"/> of some items.</summary>
    public void RecentClicks(ReadOnlySpan<int> rows, int window, Span<int> counts) =>
        Take((_live is null ? _counts.Recent : _live.Counts.Recent)[window], rows, counts);

    /// <summary>Writes <see cref="RepeatRate(int)"/> of some items.</summary>
    /// <param name="rows">The items.</param>
    /// <param name="clicks">Their <see cref="Clicks(int)"/>.</param>
    /// <param name="rates">By place.</param>
    public void RepeatRates(ReadOnlySpan<int> rows, ReadOnlySpan<int> clicks, Span<float> rates) =>
        Rates(_live?.Counts.Repeats ?? _counts.Repeats, _repeatPrior, rows, clicks, rates);

    /// <summary>Writes <see cref="EndRate(int)"/> of some items.</summary>
    /// <inheritdoc cref="RepeatRates" path="/param"/>
    public void EndRates(ReadOnlySpan<int> rows, ReadOnlySpan<int> clicks, Span<float> rates) =>
        Rates(_live?.Counts.Ends ?? _counts.Ends, _endPrior, rows, clicks, rates);

    /// <summary>Clicks on an item in the last sessions.</summary>
    /// <param name="row">The item.</param>
    /// <param name="window">0 the longest to <see cref="Windows"/>-1 the shortest.</param>
    public int RecentClicks(int row, int window) =>
        (_live is null ? _counts.Recent : _live.Counts.Recent)[window][row];

    /// <summary>Sessions begun since the one with the item's first click; <see cref="Sessions"/> for an item without clicks.</summary>
    public long FirstSeenAge(int row) =>
        AgeOf(_counts.First[row] >= 0 || _live is null ? _counts.First[row] : LiveNumber(_live.Neighbours.OldestOf(row)));

    /// <summary>Sessions begun since the newest one with the item; <see cref="Sessions"/> for an item without clicks.</summary>
    public long LastSeenAge(int row) =>
        AgeOf(_live is null ? _counts.Last[row] : Math.Max(_counts.Last[row], LiveNumber(_live.Neighbours.NewestOf(row))));

    /// <summary>Share of the item's clicks whose session held it already, drawn to the average of all items; 0 to 1.</summary>
    public float RepeatRate(int row) =>
        ((_live?.Counts.Repeats ?? _counts.Repeats)[row] + _repeatPrior) / (Clicks(row) + RatePrior);

    /// <summary>Share of the item's clicks that ended a session, drawn to the average of all items; 0 to 1.</summary>
    public float EndRate(int row) =>
        ((_live?.Counts.Ends ?? _counts.Ends)[row] + _endPrior) / (Clicks(row) + RatePrior);

    /// <summary>
    /// Adds the weights of the pairs of item <paramref name="row"/> with some items: how often each came right after it,
    /// and after it at all by 1/distance.
    /// </summary>
    /// <param name="row">The item.</param>
    /// <param name="places">By item, its place in the sums from 1; 0 for an item that is not asked for.</param>
    /// <param name="next">Sums by place.</param>
    /// <param name="after">Sums by place.</param>
    public void AddPairs(int row, ReadOnlySpan<int> places, Span<float> next, Span<float> after)
    {
        var items = _pairs.ItemsOf(row);
        var nextOf = _pairs.NextOf(row);
        var afterOf = _pairs.AfterOf(row);
        for (var i = 0; i < items.Length; i++)
        {
            if (places[items[i]] is > 0 and var place)
            {
                next[place - 1] += nextOf[i];
                after[place - 1] += afterOf[i];
            }
        }

        if (_live?.Pairs.Of(row) is { } pairs)
        {
            AddLive(pairs, places, next, after);
        }
    }

    private static void Take(int[] all, ReadOnlySpan<int> rows, Span<int> counts)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            counts[i] = all[rows[i]];
        }
    }

    private static void Rates(int[] all, float prior, ReadOnlySpan<int> rows, ReadOnlySpan<int> clicks, Span<float> rates)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            rates[i] = (all[rows[i]] + prior) / (clicks[i] + RatePrior);
        }
    }

    private static void AddLive(LivePairRow pairs, ReadOnlySpan<int> places, Span<float> next, Span<float> after)
    {
        for (var i = 0; i < pairs.Items.Length; i++)
        {
            if (places[pairs.Items[i]] is > 0 and var place)
            {
                next[place - 1] += pairs.Cells[i].Next * LivePairs.Weight;
                after[place - 1] += pairs.Cells[i].After * LivePairs.Weight;
            }
        }
    }

    private long AgeOf(long session) => session < 0 ? Sessions : Sessions - 1 - session;

    private long LiveNumber(long number) => number >= 0 ? _counts.Sessions + number : -1;
}
