using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Training;

/// <summary>
/// One half of an alternating step: the best factors of every row of a matrix with the factors Y of its columns held
/// fixed, xᵣ = (α₀·YᵀY + λᵣI + Σ w·yyᵀ)⁻¹ · Σ w·y over the row's cells. Rows are independent: any number of threads
/// gives the same bits.
/// </summary>
/// <remarks>
/// Where λ is the same for all rows and a row has few cells (m of D), the identity
/// (G + YᵣᵀWYᵣ)⁻¹YᵣᵀW = G⁻¹Yᵣᵀ(W⁻¹ + YᵣG⁻¹Yᵣᵀ)⁻¹ turns the D×D system into one of m×m; most sessions are that short.
/// </remarks>
internal sealed class RowSolver(int dimensions, ParallelOptions parallel)
{
    private const int BlockRows = 1024;

    private readonly int _shortMax = dimensions / 2;

    /// <summary>
    /// Solves all rows of <paramref name="cells"/> into <paramref name="target"/>, each with its own λ.
    /// </summary>
    /// <param name="cells">R×C.</param>
    /// <param name="columns">Y, row-major C×D.</param>
    /// <param name="gram">Packed α₀·YᵀY.</param>
    /// <param name="lambdas">λ by row.</param>
    /// <param name="target">Row-major R×D.</param>
    /// <param name="done">Receives the number of rows that a thread has just finished.</param>
    public void Solve(
        SparseMatrix cells, float[] columns, double[] gram, float[] lambdas, float[] target, Action<int> done)
    {
        var start = SquareCholesky.Unpack(gram, dimensions);
        ForEachRow(cells, done, (row, a) =>
        {
            start.CopyTo(a.AsSpan());
            SolveLong(cells, row, columns, lambdas[row], a, Row(target, row));
        });
    }

    /// <summary>Solves all rows with one λ; the meaning of the arguments is that of the other overload.</summary>
    public void Solve(
        SparseMatrix cells, float[] columns, double[] gram, float lambda, float[] target, Action<int> done)
    {
        var start = SquareCholesky.Unpack(gram, dimensions);
        var solved = SolvedColumns(columns, gram, lambda);
        ForEachRow(cells, done, (row, a) =>
        {
            if (cells.IndicesOf(row).Length <= _shortMax)
            {
                SolveShort(cells, row, columns, solved, a, Row(target, row));
                return;
            }

            start.CopyTo(a.AsSpan());
            SolveLong(cells, row, columns, lambda, a, Row(target, row));
        });
    }

    private void ForEachRow(SparseMatrix cells, Action<int> done, Action<int, float[]> solve)
    {
        var blocks = (cells.Rows + BlockRows - 1) / BlockRows;
        var scratch = SquareCholesky.Length(dimensions) + (3 * SquareCholesky.Width(dimensions));
        Parallel.For(0, blocks, parallel, () => new float[scratch], (block, _, a) =>
        {
            var first = block * BlockRows;
            var last = Math.Min(first + BlockRows, cells.Rows);
            for (var row = first; row < last; row++)
            {
                solve(row, a);
            }

            done(last - first);
            return a;
        }, static _ => { });
    }

    /// <summary>Solves one row over the square matrix that <paramref name="scratch"/> begins with.</summary>
    private void SolveLong(
        SparseMatrix cells, int row, float[] columns, float lambda, Span<float> scratch, Span<float> x)
    {
        var width = SquareCholesky.Width(dimensions);
        var matrix = scratch[..SquareCholesky.Length(dimensions)];
        var vectors = scratch[matrix.Length..];
        vectors.Clear();
        var y = vectors[..width];
        var right = vectors.Slice(width, width);
        var rest = vectors.Slice(2 * width, width);
        for (var i = 0; i < dimensions; i++)
        {
            matrix[(i * width) + i] += lambda;
        }

        var indices = cells.IndicesOf(row);
        var weights = cells.WeightsOf(row);
        for (var i = 0; i < indices.Length; i++)
        {
            Row(columns, indices[i]).CopyTo(y);
            SquareCholesky.AddOuter(matrix, y, weights[i], dimensions);
            TensorPrimitives.MultiplyAdd(y, weights[i], right, right);
        }

        SquareCholesky.Solve(matrix, right, rest, dimensions);
        right[..dimensions].CopyTo(x);
    }

    /// <param name="cells">The matrix.</param>
    /// <param name="row">The row.</param>
    /// <param name="columns">Y.</param>
    /// <param name="solved">G⁻¹y of every column.</param>
    /// <param name="scratch">Room for the packed m×m system.</param>
    /// <param name="x">The result.</param>
    private void SolveShort(
        SparseMatrix cells, int row, float[] columns, float[] solved, Span<float> scratch, Span<float> x)
    {
        x.Clear();
        var indices = cells.IndicesOf(row);
        var weights = cells.WeightsOf(row);
        var system = scratch[..PackedCholesky.Length(indices.Length)];
        Span<float> shares = stackalloc float[indices.Length];
        shares.Fill(1f);
        for (int i = 0, at = 0; i < indices.Length; at += ++i)
        {
            for (var j = 0; j <= i; j++)
            {
                system[at + j] = TensorPrimitives.Dot<float>(Row(columns, indices[i]), Row(solved, indices[j]));
            }

            system[at + i] += 1f / weights[i];
        }

        PackedCholesky.Factor(system, indices.Length);
        PackedCholesky.Solve(system, shares);
        for (var i = 0; i < indices.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(Row(solved, indices[i]), shares[i], x, x);
        }
    }

    private float[] SolvedColumns(float[] columns, double[] gram, float lambda)
    {
        var g = Gram.Regularized(gram, dimensions, 1, lambda).Select(value => (float)value).ToArray();
        PackedCholesky.Factor(g, dimensions);
        var solved = columns.AsSpan().ToArray();
        var rows = solved.Length / dimensions;
        Parallel.For(0, (rows + BlockRows - 1) / BlockRows, parallel, block =>
        {
            for (var row = block * BlockRows; row < Math.Min((block + 1) * BlockRows, rows); row++)
            {
                PackedCholesky.Solve(g, Row(solved, row));
            }
        });
        return solved;
    }

    private Span<float> Row(float[] matrix, int row) => matrix.AsSpan(row * dimensions, dimensions);
}
