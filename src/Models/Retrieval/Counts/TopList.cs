using StreamReco.Models.Retrieval.Live;

namespace StreamReco.Models.Retrieval.Counts;

/// <summary>The first places of a count as scores: of a model alone, or of a tree that live clicks change.</summary>
/// <param name="value">An item's count in the model.</param>
/// <param name="ordered">The model's items, largest count first.</param>
/// <param name="live">The counts that change; null for the model alone.</param>
internal sealed class TopList(Func<int, int> value, int[] ordered, TopTree? live)
{
    /// <summary>More than any answer needs, few enough to add in microseconds.</summary>
    private const int ItemsMax = 100;

    private readonly int[] _rows = new int[ItemsMax];

    public void AddTo(ScoreTable scores)
    {
        var rows = live is null
            ? ordered.AsSpan(0, Math.Min(ItemsMax, ordered.Length))
            : _rows.AsSpan(0, live.Largest(_rows));
        foreach (var row in rows)
        {
            scores.Add(row, CountOf(row) / (float)CountOf(rows[0]));
        }
    }

    private int CountOf(int row) => live is null ? value(row) : live[row];
}
