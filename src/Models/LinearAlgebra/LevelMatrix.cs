using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace StreamReco.Models.LinearAlgebra;

/// <summary>
/// Vectors as integers ("levels") of -63 to 63, each vector with a scale of its own: value ≈ level · scale. In blocks of
/// 64 rows, in each the columns by fours: the order in which <see cref="LevelKernel"/> reads them. Immutable once
/// filled, for any number of threads.
/// </summary>
/// <remarks>
/// Seven bits, so that processors without VNNI, which add products in pairs of 16 bits, have the same sums (decision
/// 0059). A byte holds level + 64: the kernel multiplies unsigned rows by signed queries.
/// </remarks>
internal sealed unsafe class LevelMatrix
{
    /// <summary>The greatest level.</summary>
    public const int LevelMax = 63;

    /// <summary>What is added to a level to make it an unsigned byte.</summary>
    public const int Middle = 64;

    /// <summary>The least element that a vector is scaled by.</summary>
    public const float Floor = 1e-6f;

    private const int Alignment = 64;

    private readonly byte[] _memory; // pinned, so that the aligned first byte stays where it is
    private readonly byte* _first;

    /// <summary>Room for <paramref name="rows"/> vectors of zeros.</summary>
    public LevelMatrix(int rows, int dimensions)
    {
        (Rows, Dimensions) = (rows, dimensions);
        Steps = (dimensions + LevelKernel.StepColumns - 1) / LevelKernel.StepColumns;
        Blocks = (rows + LevelKernel.Rows - 1) / LevelKernel.Rows;
        Scales = new float[Blocks * LevelKernel.Rows];
        _memory = GC.AllocateUninitializedArray<byte>(checked((Blocks * BlockBytes) + Alignment), pinned: true);
        _memory.AsSpan().Fill(Middle);
        var address = (nuint)Unsafe.AsPointer(ref _memory[0]);
        _first = (byte*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    public int Rows { get; }

    public int Dimensions { get; }

    /// <summary>Steps of four columns.</summary>
    public int Steps { get; }

    /// <summary>Blocks of 64 rows.</summary>
    public int Blocks { get; }

    /// <summary>Scales by row, zeros to the end of the last block.</summary>
    public float[] Scales { get; }

    /// <summary>Whether so many vectors fit one array.</summary>
    public static bool Fits(long rows, int dimensions) =>
        (rows + LevelKernel.Rows) * (dimensions + LevelKernel.StepColumns) < Array.MaxLength - Alignment;

    private int BlockBytes => Steps * LevelKernel.StepColumns * LevelKernel.Rows;

    /// <summary>The rows of a row-major matrix, each rounded to levels.</summary>
    public static LevelMatrix Of(ReadOnlySpan<float> rows, int dimensions)
    {
        var matrix = new LevelMatrix(rows.Length / dimensions, dimensions);
        var levels = new sbyte[dimensions];
        for (var row = 0; row < matrix.Rows; row++)
        {
            var scale = Quantize(rows.Slice(row * dimensions, dimensions), levels);
            matrix.Set(row, levels, scale);
        }

        return matrix;
    }

    /// <summary>Rounds a vector to levels.</summary>
    /// <returns>Its scale.</returns>
    public static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> levels)
    {
        var scale = MathF.Max(MathF.Abs(TensorPrimitives.MaxMagnitude(vector)), Floor) / LevelMax;
        for (var k = 0; k < vector.Length; k++)
        {
            levels[k] = (sbyte)MathF.Round(vector[k] / scale);
        }

        return scale;
    }

    /// <summary>Sets a row.</summary>
    public void Set(int row, ReadOnlySpan<sbyte> levels, float scale)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows);
        var block = BlockAt(row / LevelKernel.Rows) + (row % LevelKernel.Rows * LevelKernel.StepColumns);
        for (var k = 0; k < Dimensions; k++)
        {
            var step = k / LevelKernel.StepColumns;
            block[(step * LevelKernel.StepColumns * LevelKernel.Rows) + (k % LevelKernel.StepColumns)] = (byte)(levels[k] + Middle);
        }

        Scales[row] = scale;
    }

    /// <summary>Reads a row as floats.</summary>
    public void Read(int row, Span<float> vector)
    {
        var block = BlockAt(row / LevelKernel.Rows) + (row % LevelKernel.Rows * LevelKernel.StepColumns);
        for (var k = 0; k < Dimensions; k++)
        {
            var step = k / LevelKernel.StepColumns;
            var level = block[(step * LevelKernel.StepColumns * LevelKernel.Rows) + (k % LevelKernel.StepColumns)] - Middle;
            vector[k] = level * Scales[row];
        }
    }

    /// <summary>Copies a row of a matrix of the same dimensions.</summary>
    public void CopyRow(LevelMatrix source, int from, int row)
    {
        var read = source.BlockAt(from / LevelKernel.Rows) + (from % LevelKernel.Rows * LevelKernel.StepColumns);
        var write = BlockAt(row / LevelKernel.Rows) + (row % LevelKernel.Rows * LevelKernel.StepColumns);
        for (var step = 0; step < Steps; step++)
        {
            *(int*)write = *(int*)read;
            read += LevelKernel.StepColumns * LevelKernel.Rows;
            write += LevelKernel.StepColumns * LevelKernel.Rows;
        }

        Scales[row] = source.Scales[from];
    }

    /// <summary>The first byte of a block.</summary>
    public byte* BlockAt(int block) => _first + ((nint)block * BlockBytes);
}
