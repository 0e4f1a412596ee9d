using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Cells;

/// <summary>
/// Items in cells of neighbours (an inverted file: Sivic and Zisserman 2003; Jégou, Douze and Schmid 2011), so that the best for
/// a query are looked for in the cells that point its way alone. Immutable, for any number of threads.
/// </summary>
/// <remarks>Items stand cell by cell, each cell from a whole block of 128 places on.</remarks>
internal sealed class ItemCells
{
    /// <summary>Places of a block.</summary>
    public const int BlockPlaces = PanelKernel.Panels * PanelKernel.Rows;

    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly int[] _rows;

    /// <param name="centers">The centers of the cells by rows.</param>
    /// <param name="dimensions">D.</param>
    /// <param name="cellOfRow">The cell of each item.</param>
    public ItemCells(float[] centers, int dimensions, int[] cellOfRow)
    {
        (Count, Items) = (centers.Length / dimensions, cellOfRow.Length);
        var padded = (Count + BlockPlaces - 1) / BlockPlaces * BlockPlaces;
        Centers = PanelMatrix.Of(padded, dimensions, (cell, vector) =>
        {
            if (cell < Count)
            {
                centers.AsSpan(cell * dimensions, dimensions).CopyTo(vector);
            }
        });
        (_starts, _counts) = (new int[Count + 1], new int[Count]);
        foreach (var cell in cellOfRow)
        {
            _counts[cell]++;
        }

        for (var cell = 0; cell < Count; cell++)
        {
            _starts[cell + 1] = _starts[cell] + ((_counts[cell] + BlockPlaces - 1) / BlockPlaces);
        }

        _rows = new int[Places];
        Array.Fill(_rows, -1);
        var next = new int[Count];
        for (var row = 0; row < cellOfRow.Length; row++)
        {
            var cell = cellOfRow[row];
            _rows[(_starts[cell] * BlockPlaces) + next[cell]++] = row;
        }
    }

    /// <summary>About √N.</summary>
    public static int CountFor(int items) => Math.Max(1, (int)Math.Sqrt(items));

    /// <summary>More places than so many items take.</summary>
    public static long PlacesMax(int items) => items + ((long)BlockPlaces * CountFor(items));

    /// <summary>Cells that there are.</summary>
    public int Count { get; }

    /// <summary>N.</summary>
    public int Items { get; }

    /// <summary>Places of all blocks; some at a cell's end are empty.</summary>
    public int Places => _starts[^1] * BlockPlaces;

    /// <summary>What a query is multiplied with to choose cells.</summary>
    public PanelMatrix Centers { get; }

    /// <summary>A cell's first place.</summary>
    public int FirstPlace(int cell) => _starts[cell] * BlockPlaces;

    /// <summary>Items of a cell.</summary>
    public int ItemsOf(int cell) => _counts[cell];

    /// <summary>The item at a place; -1 where that is empty.</summary>
    public int RowAt(int place) => _rows[place];

    /// <summary>Puts items in the place of the places that keys (<see cref="ScoredRow"/>) name.</summary>
    public void Name(Span<ulong> keys)
    {
        foreach (ref var key in keys)
        {
            key = ScoredRow.Of(_rows[ScoredRow.RowOf(key)], (uint)(key >> 32));
        }
    }
}
