namespace StreamReco.Models.Retrieval.Pairs;

/// <summary>First-order transitions: what came right after the item just clicked. For one thread.</summary>
/// <param name="pairs">The counts, which may be shared.</param>
public sealed class TransitionsSource(PairTable pairs) : ICandidateSource
{
    /// <summary>Clicks added to an item's own when its counts become shares, so that one click is no certainty.</summary>
    private const float Shrinkage = 2;

    public string Name => "transitions";

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        if (query.Session.IsEmpty)
        {
            return;
        }

        var last = query.Session[^1];
        var scale = 1 / (pairs.NextSum(last) + Shrinkage);
        var items = pairs.ItemsOf(last);
        var next = pairs.NextOf(last);
        for (var i = 0; i < items.Length; i++)
        {
            if (next[i] > 0)
            {
                scores.Add(items[i], next[i] * scale);
            }
        }
    }

    public int Explain(in SessionQuery query, int row, Span<int> places)
    {
        if (query.Session.IsEmpty || places.IsEmpty)
        {
            return 0;
        }

        var last = query.Session[^1];
        var at = pairs.ItemsOf(last).BinarySearch(row);
        if (at < 0 || pairs.NextOf(last)[at] == 0)
        {
            return 0;
        }

        places[0] = query.Rows.Length - 1;
        return 1;
    }
}
