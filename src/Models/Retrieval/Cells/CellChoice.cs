using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Cells;

/// <summary>Chooses the cells in which a query is looked for. For one thread.</summary>
internal sealed unsafe class CellChoice(ItemCells cells)
{
    private readonly float[] _scores = GC.AllocateArray<float>(PaddedCells(cells), pinned: true);
    private readonly float[] _query = GC.AllocateArray<float>(cells.Centers.Dimensions, pinned: true);
    private readonly uint[] _orders = new uint[cells.Count];
    private readonly int[] _chosen = new int[cells.Count];

    /// <summary>The cells whose centers have the greatest products with a query, by rising number.</summary>
    /// <param name="query">Of the items' space.</param>
    /// <param name="count">How many.</param>
    public ReadOnlySpan<int> Choose(ReadOnlySpan<float> query, int count)
    {
        query.CopyTo(_query);
        fixed (float* scores = _scores, own = _query)
        {
            for (var panel = 0; panel < cells.Centers.Panels; panel += PanelKernel.Panels)
            {
                PanelKernel.One(cells.Centers.PanelAt(panel), cells.Centers.Dimensions, own, scores + (panel * PanelKernel.Rows));
            }
        }

        for (var cell = 0; cell < cells.Count; cell++)
        {
            _chosen[cell] = cell;
            _orders[cell] = cells.ItemsOf(cell) > 0 ? ScoredRow.OrderOf(_scores[cell]) : 0;
        }

        if (count >= cells.Count)
        {
            return _chosen;
        }

        var least = LargestFirst.Nth(_orders, count);
        return _chosen.AsSpan(0, LargestFirst.Keep(_orders, _chosen, least, count));
    }

    private static int PaddedCells(ItemCells cells) => cells.Centers.Panels * PanelKernel.Rows;
}
