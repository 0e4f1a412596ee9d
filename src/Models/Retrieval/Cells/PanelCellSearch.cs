using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Cells;

/// <summary>The items with the largest products among those of the cells that a query points to. For one thread.</summary>
/// <param name="cells">The cells.</param>
/// <param name="items">The items by place.</param>
/// <param name="best">K.</param>
internal sealed unsafe class PanelCellSearch(ItemCells cells, PanelMatrix items, int best)
{
    private readonly float[] _scores = GC.AllocateArray<float>(ItemCells.BlockPlaces, pinned: true);
    private readonly float[] _query = GC.AllocateArray<float>(items.Dimensions, pinned: true);
    private readonly ulong[] _keys = new ulong[best];
    private readonly BestScores _found = new(best);
    private readonly CellChoice _choice = new(cells);

    /// <summary>Keys (<see cref="ScoredRow"/>) of the best items of the cells, best first.</summary>
    /// <param name="query">Of the items' space.</param>
    /// <param name="count">Cells that are looked at.</param>
    public ReadOnlySpan<ulong> Find(ReadOnlySpan<float> query, int count)
    {
        query.CopyTo(_query);
        _found.Begin();
        fixed (float* own = _query, scores = _scores)
        {
            foreach (var cell in _choice.Choose(query, count))
            {
                for (var first = 0; first < cells.ItemsOf(cell); first += ItemCells.BlockPlaces)
                {
                    var place = cells.FirstPlace(cell) + first;
                    PanelKernel.One(items.PanelAt(place / PanelKernel.Rows), items.Dimensions, own, scores);
                    _found.Take(scores, place, Math.Min(cells.ItemsOf(cell) - first, ItemCells.BlockPlaces));
                }
            }
        }

        var found = _found.Best();
        if (found.Length < best && count < cells.Count)
        {
            return Find(query, cells.Count); // so few items stand where it points to
        }

        var keys = _keys.AsSpan(0, found.Length);
        found.CopyTo(keys);
        cells.Name(keys);
        ScoredRow.Order(keys, keys.Length);
        return keys;
    }
}
