using System.Runtime.InteropServices;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Onnx;
using StreamReco.Models.Retrieval.Cells;

namespace StreamReco.Models.Scoring;

/// <summary>The items of an encoder's graph of eight bits, to be searched beside it: the same bytes, the same scores.</summary>
/// <param name="Levels">The item vectors; null where they stand in cells.</param>
/// <param name="Cells">The item vectors in cells; null where all are looked at.</param>
/// <param name="Sharpness">One by the temperature τ.</param>
internal sealed record EncoderItems(LevelMatrix? Levels, LevelCells? Cells, float Sharpness)
{
    /// <summary>The items of a graph; null if it holds them in another precision.</summary>
    public static EncoderItems? Of(OnnxModel graph, in CellSettings settings)
    {
        if (!GraphCut.ChoosesBestOf(graph, GraphNames.Cosines)
            || GraphCut.Constant(graph, GraphNames.ItemLevels) is not { Dims.Count: 2 } levels
            || GraphCut.Constant(graph, GraphNames.ItemScales) is not { } scales
            || GraphCut.Constant(graph, GraphNames.Sharpness) is not { } sharpness)
        {
            return null;
        }

        var matrix = new LevelMatrix((int)levels.Dims[1], (int)levels.Dims[0]);
        Fill(matrix, MemoryMarshal.Cast<byte, sbyte>(levels.RawData.Span), MemoryMarshal.Cast<byte, float>(scales.RawData.Span));
        var cells = settings.Applies(matrix.Rows) && LevelMatrix.Fits(ItemCells.PlacesMax(matrix.Rows), matrix.Dimensions)
            ? LevelCells.Of(matrix, settings.RecallMin) : null;
        var pays = cells?.Tuning.Pays(cells.Cells) == true;
        return new EncoderItems(
            pays ? null : matrix, pays ? cells : null, MemoryMarshal.Cast<byte, float>(sharpness.RawData.Span)[0]);
    }

    /// <summary>From D×N to rows, a block at a time so that both sides stay in the cache.</summary>
    private static void Fill(LevelMatrix matrix, ReadOnlySpan<sbyte> columns, ReadOnlySpan<float> scales)
    {
        var (d, n) = (matrix.Dimensions, matrix.Rows);
        var rows = new sbyte[LevelKernel.Rows * d];
        for (var first = 0; first < n; first += LevelKernel.Rows)
        {
            var count = Math.Min(LevelKernel.Rows, n - first);
            for (var k = 0; k < d; k++)
            {
                var column = columns.Slice((k * n) + first, count);
                for (var i = 0; i < count; i++)
                {
                    rows[(i * d) + k] = column[i];
                }
            }

            for (var i = 0; i < count; i++)
            {
                matrix.Set(first + i, rows.AsSpan(i * d, d), scales[first + i]);
            }
        }
    }
}
