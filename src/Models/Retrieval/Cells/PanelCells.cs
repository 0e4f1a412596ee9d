using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Cells;

/// <summary>Items of floats in cells. Immutable, for any number of threads.</summary>
/// <param name="Cells">The cells.</param>
/// <param name="Items">The items by place.</param>
/// <param name="Tuning">How many cells are looked at.</param>
internal sealed record PanelCells(ItemCells Cells, PanelMatrix Items, CellTuning Tuning)
{
    /// <summary>Puts vectors in cells.</summary>
    public static PanelCells Of(int rows, int dimensions, ReadVector read, double recallMin)
    {
        var cells = CellBuilder.Build(rows, dimensions, read);
        var items = PanelMatrix.Of(cells.Places, dimensions, (place, vector) =>
        {
            if (cells.RowAt(place) is >= 0 and var row)
            {
                read(row, vector);
            }
        });
        var search = new PanelCellSearch(cells, items, Math.Min(CellTuning.Best, rows));
        return new PanelCells(cells, items, CellTuning.Of(cells, dimensions, read, Find, recallMin));

        int[] Find(ReadOnlySpan<float> query, int count) => [.. search.Find(query, count).ToArray().Select(ScoredRow.RowOf)];
    }

    /// <summary>A search of one thread.</summary>
    public PanelCellSearch Open(int best) => new(Cells, Items, best);
}
