using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Cells;

/// <summary>Items of eight bits in cells. Immutable, for any number of threads.</summary>
/// <param name="Cells">The cells.</param>
/// <param name="Items">The items by place.</param>
/// <param name="Tuning">How many cells are looked at.</param>
internal sealed record LevelCells(ItemCells Cells, LevelMatrix Items, CellTuning Tuning)
{
    /// <summary>Puts the rows of a matrix in cells.</summary>
    public static LevelCells Of(LevelMatrix rows, double recallMin)
    {
        var cells = CellBuilder.Build(rows.Rows, rows.Dimensions, rows.Read);
        var items = new LevelMatrix(cells.Places, rows.Dimensions);
        for (var place = 0; place < cells.Places; place++)
        {
            if (cells.RowAt(place) is >= 0 and var row)
            {
                items.CopyRow(rows, row, place);
            }
        }

        var search = new LevelCellSearch(cells, items, CellTuning.Best);
        return new LevelCells(cells, items, CellTuning.Of(cells, rows.Dimensions, rows.Read, Find, recallMin));

        int[] Find(ReadOnlySpan<float> query, int count)
        {
            var keys = search.Find(query, count);
            return [.. keys[..ScoredRow.Order(keys, CellTuning.Best)].ToArray().Select(ScoredRow.RowOf)];
        }
    }

    /// <summary>A search of one thread.</summary>
    public LevelCellSearch Open(int best) => new(Cells, Items, best);
}
