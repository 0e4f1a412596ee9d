using StreamReco.Models.Retrieval.Pairs;

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
    private readonly float _repeatPrior;
    private readonly float _endPrior;

    public ItemStatistics(ItemCounts counts, PairTable pairs)
    {
        _counts = counts;
        _pairs = pairs;
        var clicks = Math.Max(1, counts.Clicks.Sum(count => (long)count));
        _repeatPrior = RatePrior * counts.Repeats.Sum(count => (long)count) / clicks;
        _endPrior = RatePrior * counts.Ends.Sum(count => (long)count) / clicks;
    }

    /// <summary>N.</summary>
    public int Items => _counts.Items;

    /// <summary>Sessions counted.</summary>
    public long Sessions => _counts.Sessions;

    /// <summary>Clicks on an item in all.</summary>
    public int Clicks(int row) => _counts.Clicks[row];

    /// <summary>Clicks on an item in the last sessions.</summary>
    /// <param name="row">The item.</param>
    /// <param name="window">0 the longest to <see cref="Windows"/>-1 the shortest.</param>
    public int RecentClicks(int row, int window) => _counts.Recent[window][row];

    /// <summary>Sessions begun since the one with the item's first click; <see cref="Sessions"/> for an item without clicks.</summary>
    public long FirstSeenAge(int row) =>
        _counts.First[row] < 0 ? Sessions : Sessions - 1 - _counts.First[row];

    /// <summary>Sessions begun since the newest one with the item; <see cref="Sessions"/> for an item without clicks.</summary>
    public long LastSeenAge(int row) =>
        _counts.Last[row] < 0 ? Sessions : Sessions - 1 - _counts.Last[row];

    /// <summary>Share of the item's clicks whose session held it already, drawn to the average of all items; 0 to 1.</summary>
    public float RepeatRate(int row) => (_counts.Repeats[row] + _repeatPrior) / (_counts.Clicks[row] + RatePrior);

    /// <summary>Share of the item's clicks that ended a session, drawn to the average of all items; 0 to 1.</summary>
    public float EndRate(int row) => (_counts.Ends[row] + _endPrior) / (_counts.Clicks[row] + RatePrior);

    /// <summary>
    /// Adds the weights of the pairs of item <paramref name="row"/>, so that candidates can look theirs up: how often
    /// each item came right after it, and after it at all by 1/distance. Both tables come cleared.
    /// </summary>
    public void AddPairs(int row, ScoreTable next, ScoreTable after)
    {
        var items = _pairs.ItemsOf(row);
        var nextOf = _pairs.NextOf(row);
        var afterOf = _pairs.AfterOf(row);
        for (var i = 0; i < items.Length; i++)
        {
            if (nextOf[i] > 0)
            {
                next.Add(items[i], nextOf[i]);
            }

            if (afterOf[i] > 0)
            {
                after.Add(items[i], afterOf[i]);
            }
        }
    }
}
