using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval;

/// <summary>
/// The rows of a <see cref="PanelMatrix"/> with the largest products, for several queries in one pass: each piece of the
/// rows is read once for all of them. A query's rows do not depend on the queries beside it. For one thread.
/// </summary>
/// <param name="items">The rows.</param>
/// <param name="queries">The most queries of a call.</param>
/// <param name="best">K.</param>
internal sealed unsafe class ScoreSearch(PanelMatrix items, int queries, int best)
{
    private const int PiecePanels = BestScores.PieceMax / PanelKernel.Rows;

    private readonly float[] _queries =
        GC.AllocateArray<float>((queries + PanelKernel.Queries) * items.Dimensions, pinned: true);

    private readonly float[] _scores = GC.AllocateArray<float>(PanelKernel.Queries * BestScores.PieceMax, pinned: true);
    private readonly BestScores[] _found = [.. Enumerable.Range(0, queries).Select(_ => new BestScores(best))];

    /// <summary>The values of a query; to be set before a run.</summary>
    public Span<float> Query(int query) => _queries.AsSpan(query * items.Dimensions, items.Dimensions);

    /// <summary>Keys of the best rows of a query, best first; rows whose scores are no numbers are not among them.</summary>
    public ReadOnlySpan<ulong> Found(int query) => _found[query].Best();

    /// <summary>Searches for the first <paramref name="count"/> queries.</summary>
    public void Run(int count)
    {
        for (var query = 0; query < count; query++)
        {
            _found[query].Begin();
        }

        for (var panel = 0; panel < items.Panels; panel += PiecePanels)
        {
            var panels = Math.Min(PiecePanels, items.Panels - panel);
            for (var query = 0; query < count; query += PanelKernel.Queries)
            {
                Score(panel, panels, query, Math.Min(PanelKernel.Queries, count - query));
            }
        }
    }

    /// <summary>All scores of a query, as the search sees them.</summary>
    public float[] ScoresOf(int query)
    {
        var all = new float[items.Rows];
        for (var panel = 0; panel < items.Panels; panel += PiecePanels)
        {
            var first = panel * PanelKernel.Rows;
            Multiply(panel, Math.Min(PiecePanels, items.Panels - panel), query, queries: 1);
            _scores.AsSpan(0, Math.Min(BestScores.PieceMax, items.Rows - first)).CopyTo(all.AsSpan(first));
        }

        return all;
    }

    private void Score(int panel, int panels, int query, int together)
    {
        Multiply(panel, panels, query, together);
        var first = panel * PanelKernel.Rows;
        var rows = Math.Min(panels * PanelKernel.Rows, items.Rows - first);
        fixed (float* scores = _scores)
        {
            for (var i = 0; i < together; i++)
            {
                _found[query + i].Take(scores + (i * BestScores.PieceMax), first, rows);
            }
        }
    }

    private void Multiply(int panel, int panels, int query, int queries)
    {
        fixed (float* own = &_queries[query * items.Dimensions], scores = _scores)
        {
            if (queries == 1 && panels % PanelKernel.Panels == 0)
            {
                for (var i = 0; i < panels; i += PanelKernel.Panels)
                {
                    PanelKernel.One(items.PanelAt(panel + i), items.Dimensions, own, scores + (i * PanelKernel.Rows));
                }

                return;
            }

            for (var i = 0; i < panels; i++)
            {
                PanelKernel.Four(
                    items.PanelAt(panel + i), items.Dimensions, own, scores + (i * PanelKernel.Rows), BestScores.PieceMax);
            }
        }
    }
}
