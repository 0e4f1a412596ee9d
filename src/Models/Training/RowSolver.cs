namespace StreamReco.Models.Training;

/// <summary>
/// One half of an alternating step: the best factors of every row of a matrix with the factors Y of its columns held
/// fixed, xᵣ = (α₀·YᵀY + λᵣI + Σ w·yyᵀ)⁻¹ · Σ w·y over the row's cells. Rows are independent: any number of threads
/// gives the same bits.
/// </summary>
internal sealed class RowSolver(int dimensions, ParallelOptions parallel)
{
    private const int BlockRows = 1024;

    /// <summary>Solves all rows of <paramref name="cells"/> into <paramref name="target"/>.</summary>
    /// <param name="cells">R×C.</param>
    /// <param name="fixedFactors">Y, row-major C×D.</param>
    /// <param name="regularized">Packed α₀·YᵀY.</param>
    /// <param name="lambdaOf">λ of a row.</param>
    /// <param name="target">Row-major R×D.</param>
    /// <param name="done">Told the number of rows that a thread has just finished.</param>
    public void Solve(
        SparseMatrix cells,
        float[] fixedFactors,
        double[] regularized,
        Func<int, float> lambdaOf,
        float[] target,
        Action<int> done)
    {
        var start = regularized.Select(value => (float)value).ToArray();
        var blocks = (cells.Rows + BlockRows - 1) / BlockRows;
        Parallel.For(0, blocks, parallel, () => new float[start.Length], (block, _, a) =>
        {
            var first = block * BlockRows;
            var last = Math.Min(first + BlockRows, cells.Rows);
            for (var row = first; row < last; row++)
            {
                start.CopyTo(a.AsSpan());
                SolveRow(cells, row, fixedFactors, lambdaOf(row), a, target.AsSpan(row * dimensions, dimensions));
            }

            done(last - first);
            return a;
        }, static _ => { });
    }

    private void SolveRow(SparseMatrix cells, int row, float[] fixedFactors, float lambda, Span<float> a, Span<float> x)
    {
        x.Clear();
        var indices = cells.IndicesOf(row);
        if (indices.IsEmpty)
        {
            return;
        }

        for (int i = 0, at = 0; i < dimensions; at += ++i)
        {
            a[at + i] += lambda;
        }

        var weights = cells.WeightsOf(row);
        for (var i = 0; i < indices.Length; i++)
        {
            var y = fixedFactors.AsSpan(indices[i] * dimensions, dimensions);
            Gram.AddOuter(a, y, weights[i]);
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(y, weights[i], x, x);
        }

        PackedCholesky.Factor(a, dimensions);
        PackedCholesky.Solve(a, x);
    }
}
