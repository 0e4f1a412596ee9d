using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Content;

/// <summary>For each item of a model those that its content is most like. Immutable, for any number of threads.</summary>
public sealed class ContentNeighbours
{
    /// <summary>Neighbours of an item that are kept.</summary>
    public const int CountMax = 64;

    /// <summary>Below this cosine two items have no more in common than any two.</summary>
    private const float CosineMin = 0.1f;

    private const int BlockRows = 64;
    private const int BlockColumns = 2048;

    private readonly int[] _starts;
    private readonly int[] _rows;
    private readonly float[] _cosines;

    /// <param name="starts">N+1 offsets.</param>
    /// <param name="rows">Neighbours of each item, the most alike first.</param>
    /// <param name="cosines">Their cosines.</param>
    public ContentNeighbours(int[] starts, int[] rows, float[] cosines)
    {
        _starts = starts;
        _rows = rows;
        _cosines = cosines;
    }

    /// <summary>N.</summary>
    public int Items => _starts.Length - 1;

    /// <summary>Neighbours of an item, the most alike first.</summary>
    public ReadOnlySpan<int> RowsOf(int item) => _rows.AsSpan(_starts[item], _starts[item + 1] - _starts[item]);

    /// <summary>Their cosines, above 0.</summary>
    public ReadOnlySpan<float> CosinesOf(int item) => _cosines.AsSpan(_starts[item], _starts[item + 1] - _starts[item]);

    /// <summary>Compares all with all.</summary>
    /// <param name="vectors">N×D by rows, of unit length or zero.</param>
    /// <param name="dimensions">D.</param>
    /// <param name="parallel">Threads, and the token that stops it.</param>
    internal static ContentNeighbours Fit(float[] vectors, int dimensions, ParallelOptions parallel)
    {
        var items = vectors.Length / dimensions;
        var right = new GemmRight[(items + BlockColumns - 1) / BlockColumns];
        for (var block = 0; block < right.Length; block++)
        {
            var count = Math.Min(BlockColumns, items - (block * BlockColumns));
            right[block] = new GemmRight();
            right[block].PackTransposed(
                vectors.AsSpan(block * BlockColumns * dimensions, count * dimensions), dimensions, count);
        }

        var found = new (int Row, float Cosine)[items][];
        Parallel.For(0, (items + BlockRows - 1) / BlockRows, parallel, () => new Comparison(vectors, dimensions, right), (block, _, own) =>
        {
            own.Compare(block * BlockRows, Math.Min(items, (block + 1) * BlockRows), found);
            return own;
        }, static _ => { });
        return Of(found);
    }

    private static ContentNeighbours Of((int Row, float Cosine)[][] found)
    {
        var starts = new int[found.Length + 1];
        for (var item = 0; item < found.Length; item++)
        {
            starts[item + 1] = starts[item] + found[item].Length;
        }

        return new ContentNeighbours(
            starts,
            [.. found.SelectMany(own => own).Select(neighbour => neighbour.Row)],
            [.. found.SelectMany(own => own).Select(neighbour => neighbour.Cosine)]);
    }

    /// <summary>The tools of one thread.</summary>
    private sealed class Comparison(float[] vectors, int dimensions, GemmRight[] right)
    {
        private readonly MatrixProduct _product = new();
        private readonly float[] _tile = new float[BlockRows * BlockColumns];
        private readonly BestRows[] _best = [.. Enumerable.Range(0, BlockRows).Select(_ => new BestRows(CountMax))];
        private readonly int[] _rows = new int[CountMax];

        public void Compare(int first, int end, (int Row, float Cosine)[][] found)
        {
            for (var block = 0; block < right.Length; block++)
            {
                var columns = right[block].Columns;
                _product.Multiply(
                    vectors.AsSpan(first * dimensions, (end - first) * dimensions), end - first, right[block], _tile);
                for (var row = first; row < end; row++)
                {
                    Offer(row, _tile.AsSpan((row - first) * columns, columns), block * BlockColumns, _best[row - first]);
                }
            }

            for (var row = first; row < end; row++)
            {
                var count = _best[row - first].Take(_rows);
                found[row] = [.. _rows.AsSpan(0, count).ToArray().Select(other => (other, CosineOf(row, other)))];
            }
        }

        private static void Offer(int row, ReadOnlySpan<float> cosines, int firstColumn, BestRows best)
        {
            for (var column = 0; column < cosines.Length; column++)
            {
                if (cosines[column] >= CosineMin && firstColumn + column != row)
                {
                    best.Offer(firstColumn + column, cosines[column]);
                }
            }
        }

        private float CosineOf(int row, int other) => TensorPrimitives.Dot<float>(
            vectors.AsSpan(row * dimensions, dimensions), vectors.AsSpan(other * dimensions, dimensions));
    }
}
