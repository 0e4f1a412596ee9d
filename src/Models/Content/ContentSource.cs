using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Content;

/// <summary>
/// Items whose content is like that of the session's newest items, whether many clicked them or nobody. Finds what the
/// sources that count clicks cannot; the ranker, who sees the clicks of each candidate beside, learns how much to trust
/// it. For one thread.
/// </summary>
public sealed class ContentSource(ContentSpace content) : ICandidateSource
{
    /// <summary>The source's name in plans, figures and reasons.</summary>
    public const string SourceName = "content";

    /// <summary>Newest items that are looked at.</summary>
    private const int ItemsMax = 10;

    public string Name => SourceName;

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        var clicks = Last(query.Session);
        for (var step = 0; step < clicks.Length; step++)
        {
            var weight = WeightOf(step);
            var from = clicks[^(step + 1)];
            var rows = content.Neighbours.RowsOf(from);
            var cosines = content.Neighbours.CosinesOf(from);
            for (var i = 0; i < rows.Length; i++)
            {
                scores.Add(rows[i], weight * cosines[i] * cosines[i]);
            }
        }
    }

    public int Explain(in SessionQuery query, int row, Span<int> places)
    {
        var clicks = Last(query.Session);
        Span<float> weights = stackalloc float[clicks.Length];
        for (var step = 0; step < clicks.Length; step++)
        {
            var from = clicks[^(step + 1)];
            var at = content.Neighbours.RowsOf(from).IndexOf(row);
            var cosine = at < 0 ? 0 : content.Neighbours.CosinesOf(from)[at];
            weights[clicks.Length - 1 - step] = WeightOf(step) * cosine * cosine;
        }

        return HeaviestPlaces.Write(weights, places, query.Rows.Length - clicks.Length);
    }

    private static float WeightOf(int step) => 1f / (1 + step);

    private static ReadOnlySpan<int> Last(ReadOnlySpan<int> session) => session[Math.Max(0, session.Length - ItemsMax)..];
}
