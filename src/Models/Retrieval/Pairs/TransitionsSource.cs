using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Pairs;

/// <summary>First-order transitions: what came right after the item just clicked. For one thread.</summary>
/// <param name="pairs">The model's pairs.</param>
/// <param name="live">What was clicked since; null for the model alone.</param>
public sealed class TransitionsSource(PairTable pairs, LiveClicks? live = null) : ICandidateSource
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
        var recent = live?.Pairs.Of(last);
        var scale = 1 / (pairs.NextSum(last) + (LivePairs.Weight * (recent?.NextSum ?? 0)) + Shrinkage);
        var items = pairs.ItemsOf(last);
        var next = pairs.NextOf(last);
        for (var i = 0; i < items.Length; i++)
        {
            if (next[i] > 0)
            {
                scores.Add(items[i], next[i] * scale);
            }
        }

        if (recent is not null)
        {
            AddLive(recent, scale * LivePairs.Weight, scores);
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
        if ((at < 0 || pairs.NextOf(last)[at] == 0) && live?.Pairs.Of(last)?.Find(row).Next is not > 0)
        {
            return 0;
        }

        places[0] = query.Rows.Length - 1;
        return 1;
    }

    private static void AddLive(LivePairRow recent, float scale, ScoreTable scores)
    {
        for (var i = 0; i < recent.Items.Length; i++)
        {
            if (recent.Cells[i].Next > 0)
            {
                scores.Add(recent.Items[i], recent.Cells[i].Next * scale);
            }
        }
    }
}
