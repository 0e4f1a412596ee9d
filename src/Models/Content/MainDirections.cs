using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Content;

/// <summary>
/// The right singular vectors of the largest singular values of a matrix X = [text | given], by orthogonal iteration from
/// a seeded start (Halko, Martinsson and Tropp 2011): as a subspace, which is all that cosines ask for.
/// </summary>
/// <param name="text">The sparse columns, one row an item.</param>
/// <param name="given">The dense columns by rows, items×<paramref name="givenColumns"/>.</param>
/// <param name="givenColumns">E.</param>
/// <param name="parallel">Threads; the result has the same bits for any number of them.</param>
internal sealed class MainDirections(SparseMatrix text, float[] given, int givenColumns, ParallelOptions parallel)
{
    private const int Iterations = 6;
    private const int Seed = 1;

    /// <summary>A direction shorter than this part of the longest is rounding.</summary>
    private const double LengthMin = 1e-5;

    private readonly SparseMatrix _byColumn = text.Transpose();

    /// <summary>(text columns + E)×D by rows, its columns orthonormal, or zero beyond the matrix's rank.</summary>
    public float[] Find(int dimensions)
    {
        var random = new Random(Seed);
        var columns = text.Columns + givenColumns;
        var found = new float[columns * dimensions];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = random.Next(2) == 0 ? 1 : -1;
        }

        var products = new float[text.Rows * dimensions];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            Multiply(found, dimensions, products);
            MultiplyTransposed(products, dimensions, found);
            Orthonormalize(found, columns, dimensions);
        }

        return found;
    }

    private void Multiply(float[] right, int dimensions, float[] products) => Parallel.For(0, text.Rows, parallel, row =>
    {
        var target = products.AsSpan(row * dimensions, dimensions);
        target.Clear();
        AddAll(text.IndicesOf(row), text.WeightsOf(row), right, dimensions, target);
        for (var i = 0; i < givenColumns; i++)
        {
            Add(given[(row * givenColumns) + i], right, text.Columns + i, dimensions, target);
        }
    });

    private void MultiplyTransposed(float[] products, int dimensions, float[] result)
    {
        Parallel.For(0, text.Columns, parallel, column =>
        {
            var target = result.AsSpan(column * dimensions, dimensions);
            target.Clear();
            AddAll(_byColumn.IndicesOf(column), _byColumn.WeightsOf(column), products, dimensions, target);
        });
        Parallel.For(0, givenColumns, parallel, column =>
        {
            var target = result.AsSpan((text.Columns + column) * dimensions, dimensions);
            target.Clear();
            for (var row = 0; row < text.Rows; row++)
            {
                Add(given[(row * givenColumns) + column], products, row, dimensions, target);
            }
        });
    }

    private static void AddAll(
        ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, float[] from, int dimensions, Span<float> target)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            Add(weights[i], from, rows[i], dimensions, target);
        }
    }

    private static void Add(float weight, float[] from, int row, int dimensions, Span<float> target)
    {
        if (weight != 0)
        {
            TensorPrimitives.MultiplyAdd(from.AsSpan(row * dimensions, dimensions), weight, target, target);
        }
    }

    /// <summary>Modified Gram and Schmidt, over columns laid out as rows.</summary>
    private static void Orthonormalize(float[] matrix, int rows, int columns)
    {
        var vectors = new float[columns][];
        var longest = 0.0;
        for (var column = 0; column < columns; column++)
        {
            var vector = vectors[column] = new float[rows];
            for (var row = 0; row < rows; row++)
            {
                vector[row] = matrix[(row * columns) + column];
            }

            longest = Math.Max(longest, TensorPrimitives.Norm<float>(vector));
            for (var other = 0; other < column; other++)
            {
                TensorPrimitives.MultiplyAdd(
                    vectors[other], -TensorPrimitives.Dot<float>(vectors[other], vector), vector, vector);
            }

            var norm = TensorPrimitives.Norm<float>(vector);
            TensorPrimitives.Multiply(vector, norm > longest * LengthMin ? 1 / norm : 0, vector);
            for (var row = 0; row < rows; row++)
            {
                matrix[(row * columns) + column] = vector[row];
            }
        }
    }
}
