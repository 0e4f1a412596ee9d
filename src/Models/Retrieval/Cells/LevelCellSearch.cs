using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Cells;

/// <summary>The items of eight bits with the largest products among those of the cells that a query points to. For one thread.</summary>
/// <param name="cells">The cells.</param>
/// <param name="items">The items by place.</param>
/// <param name="best">K.</param>
internal sealed unsafe class LevelCellSearch(ItemCells cells, LevelMatrix items, int best)
{
    private const int SegmentBlocks = 256;

    private readonly int[] _sums = GC.AllocateArray<int>(SegmentBlocks * LevelKernel.Rows, pinned: true);
    private readonly LevelBest _found = new(best);
    private readonly CellChoice _choice = new(cells);
    private readonly LevelQueries _query = new(1, items.Dimensions);

    /// <summary>What a sum times a row's scale is multiplied by to become a product.</summary>
    public float Scale => _query.Scales[0];

    /// <summary>Keys (<see cref="ScoredRow"/>) of the items found, in no order; those of the best K of the cells among them.</summary>
    /// <param name="query">Of the items' space.</param>
    /// <param name="count">Cells that are looked at.</param>
    public Span<ulong> Find(ReadOnlySpan<float> query, int count)
    {
        _query.Set(0, query);
        _found.Reserve(SegmentBlocks);
        _found.Begin(float.NegativeInfinity, slack: 0);
        var taken = 0;
        fixed (int* words = _query.Words, sums = _sums)
        fixed (float* scales = items.Scales)
        {
            foreach (var cell in _choice.Choose(query, count))
            {
                for (var first = 0; first < cells.ItemsOf(cell); first += LevelKernel.Rows)
                {
                    var place = cells.FirstPlace(cell) + first;
                    var target = sums + (taken * LevelKernel.Rows);
                    LevelKernel.One(items.BlockAt(place / LevelKernel.Rows), words, _query.Starts[0], items.Steps, target);
                    _found.Add(target, scales + place, place, Math.Min(cells.ItemsOf(cell) - first, LevelKernel.Rows));
                    if (++taken == SegmentBlocks)
                    {
                        _found.Close(sums, scales);
                        taken = 0;
                    }
                }
            }

            _found.Close(sums, scales);
        }

        var keys = _found.Keys();
        if (keys.Length < best && count < cells.Count)
        {
            return Find(query, cells.Count); // so few items stand where it points to
        }

        cells.Name(keys);
        return keys;
    }
}
