using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>Queries as integers of -127 to 127, each with a scale of its own. For one thread.</summary>
/// <param name="capacity">The most queries.</param>
/// <param name="dimensions">D.</param>
internal sealed class LevelQueries(int capacity, int dimensions)
{
    /// <summary>The greatest level.</summary>
    public const int LevelMax = 127;

    private readonly int _steps = (dimensions + LevelKernel.StepColumns - 1) / LevelKernel.StepColumns;

    /// <summary>Rows of a word of four levels a step; groups of <see cref="LevelKernel.Queries"/> are whole.</summary>
    public int[] Words { get; } =
        new int[Padded(capacity) * ((dimensions + LevelKernel.StepColumns - 1) / LevelKernel.StepColumns)];

    /// <summary>What the sums of each query begin with: it takes out that rows stand as unsigned bytes.</summary>
    public int[] Starts { get; } = new int[Padded(capacity)];

    /// <summary>Scales by query.</summary>
    public float[] Scales { get; } = new float[Padded(capacity)];

    /// <summary>The levels of a query, D of them and zeros to a multiple of four.</summary>
    public Span<sbyte> LevelsOf(int query) => MemoryMarshal.Cast<int, sbyte>(Words.AsSpan(query * _steps, _steps));

    /// <summary>Rounds a vector to levels.</summary>
    public void Set(int query, ReadOnlySpan<float> vector)
    {
        var scale = MathF.Max(MathF.Abs(TensorPrimitives.MaxMagnitude(vector)), LevelMatrix.Floor) / LevelMax;
        var levels = LevelsOf(query);
        var sum = 0;
        for (var k = 0; k < vector.Length; k++)
        {
            var level = (int)MathF.Round(vector[k] / scale);
            levels[k] = (sbyte)level;
            sum += level;
        }

        (Scales[query], Starts[query]) = (scale, -LevelMatrix.Middle * sum);
    }

    private static int Padded(int queries) =>
        (queries + LevelKernel.Queries - 1) / LevelKernel.Queries * LevelKernel.Queries;
}
