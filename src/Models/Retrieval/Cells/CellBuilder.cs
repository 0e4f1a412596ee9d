using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Cells;

/// <summary>
/// Builds cells by k-means (Lloyd 1982) over a sample of the items. The same items give the same cells: every sum has one order, whatever
/// the processor and wherever the vectors lie.
/// </summary>
internal sealed class CellBuilder
{
    private const int Rounds = 8;
    private const int SampleOfCell = 64;

    /// <summary>Vectors that are compared with all centers in one product.</summary>
    private const int BlockRows = 240;

    private readonly int _items;
    private readonly int _dimensions;
    private readonly int _cells;
    private readonly ReadVector _read;
    private readonly float[] _centers;
    private readonly GemmRight _right = new();
    private readonly MatrixProduct _product = new();
    private readonly float[] _block;
    private readonly float[] _scores;
    private readonly float[] _halfSquares;

    private CellBuilder(int items, int dimensions, ReadVector read)
    {
        (_items, _dimensions, _read) = (items, dimensions, read);
        _cells = ItemCells.CountFor(items);
        _centers = new float[_cells * dimensions];
        _halfSquares = new float[_cells];
        (_block, _scores) = (new float[BlockRows * dimensions], new float[BlockRows * _cells]);
    }

    /// <summary>About √N cells.</summary>
    /// <param name="items">N, at least 1.</param>
    /// <param name="dimensions">D.</param>
    /// <param name="read">Reads an item.</param>
    public static ItemCells Build(int items, int dimensions, ReadVector read)
    {
        var builder = new CellBuilder(items, dimensions, read);
        builder.FindCenters();
        var cells = builder.CellsOf(Enumerable.Range(0, items).ToArray());
        return new ItemCells(builder._centers, dimensions, cells);
    }

    private void FindCenters()
    {
        var count = (int)Math.Min(_items, (long)SampleOfCell * _cells);
        int[] sample = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * _items / count))];
        for (var cell = 0; cell < _cells; cell++)
        {
            _read(sample[(int)((long)cell * count / _cells)], CenterOf(cell));
        }

        for (var round = 0; round < Rounds; round++)
        {
            Move(sample, CellsOf(sample));
        }
    }

    /// <summary>Moves each center to the mean of its vectors; one without any stays.</summary>
    private void Move(int[] rows, int[] cells)
    {
        var (sums, counts) = (new float[_centers.Length], new int[_cells]);
        Span<float> vector = new float[_dimensions];
        for (var i = 0; i < rows.Length; i++)
        {
            _read(rows[i], vector);
            var sum = sums.AsSpan(cells[i] * _dimensions, _dimensions);
            TensorPrimitives.Add(sum, vector, sum);
            counts[cells[i]]++;
        }

        for (var cell = 0; cell < _cells; cell++)
        {
            if (counts[cell] > 0)
            {
                TensorPrimitives.Divide(sums.AsSpan(cell * _dimensions, _dimensions), (float)counts[cell], CenterOf(cell));
            }
        }
    }

    /// <summary>The nearest center of each row: the one with the greatest x·c − |c|²/2.</summary>
    private int[] CellsOf(int[] rows)
    {
        _right.PackTransposed(_centers, _dimensions, _cells);
        for (var cell = 0; cell < _cells; cell++)
        {
            _halfSquares[cell] = OrderedDot.Of(CenterOf(cell), CenterOf(cell)) / 2;
        }

        var cells = new int[rows.Length];
        for (var first = 0; first < rows.Length; first += BlockRows)
        {
            var count = Math.Min(BlockRows, rows.Length - first);
            for (var i = 0; i < count; i++)
            {
                _read(rows[first + i], _block.AsSpan(i * _dimensions, _dimensions));
            }

            _product.Multiply(_block, count, _right, _scores);
            for (var i = 0; i < count; i++)
            {
                var scores = _scores.AsSpan(i * _cells, _cells);
                TensorPrimitives.Subtract(scores, _halfSquares, scores);
                cells[first + i] = TensorPrimitives.IndexOfMax<float>(scores);
            }
        }

        return cells;
    }

    private Span<float> CenterOf(int cell) => _centers.AsSpan(cell * _dimensions, _dimensions);
}
