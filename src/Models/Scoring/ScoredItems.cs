using System.Runtime.InteropServices;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Onnx;
using StreamReco.Models.Retrieval.Cells;

namespace StreamReco.Models.Scoring;

/// <summary>The items of a model's own graph, to be multiplied beside it: the same values, the same scores.</summary>
/// <param name="Query">What the graph multiplies them with, by its name there.</param>
/// <param name="Items">N.</param>
/// <param name="Dimensions">D.</param>
/// <param name="Factors">The item vectors; null where they stand in cells.</param>
/// <param name="Cells">The item vectors in cells; null where all are looked at.</param>
internal sealed record ScoredItems(string Query, int Items, int Dimensions, PanelMatrix? Factors, PanelCells? Cells)
{
    private const int TransposedRows = 64;

    /// <summary>The items of a graph; null where its scores are no plain product of a query with constants, or of so many dimensions
    /// that the runtime would add it up in another order.</summary>
    public static ScoredItems? Of(OnnxModel graph, in CellSettings settings)
    {
        var product = graph.Graph.Node.FirstOrDefault(node => node.Output.Contains(GraphNames.AllScores));
        if (product is not { OpType: "MatMul", Input.Count: 2 }
            || GraphCut.Constant(graph, product.Input[0]) is not null
            || GraphCut.Constant(graph, product.Input[1]) is not
            {
                Dims: [> 0 and <= PanelKernel.ColumnsMax, > 0], DataType: OnnxTensor.Types.DataType.Float,
            } factors
            || !PanelMatrix.Fits(factors.Dims[1], (int)factors.Dims[0]))
        {
            return null;
        }

        var values = MemoryMarshal.Cast<byte, float>(factors.RawData.Span);
        var (dimensions, items) = ((int)factors.Dims[0], (int)factors.Dims[1]);
        if (values.Length != (long)dimensions * items)
        {
            return null;
        }

        var cells = settings.Applies(items) && PanelMatrix.Fits(ItemCells.PlacesMax(items), dimensions)
            ? CellsOf(values, items, dimensions, settings.RecallMin) : null;
        return cells?.Tuning.Pays(cells.Cells) == true
            ? new ScoredItems(product.Input[0], items, dimensions, Factors: null, cells)
            : new ScoredItems(product.Input[0], items, dimensions, new PanelMatrix(items, dimensions, values), Cells: null);
    }

    private static PanelCells CellsOf(ReadOnlySpan<float> values, int items, int dimensions, double recallMin)
    {
        var rows = Transposed(values, items, dimensions);
        return PanelCells.Of(
            items, dimensions, (row, vector) => rows.AsSpan(row * dimensions, dimensions).CopyTo(vector), recallMin);
    }

    /// <summary>From D×N to rows, some at a time so that both sides stay in the cache.</summary>
    private static float[] Transposed(ReadOnlySpan<float> columns, int items, int dimensions)
    {
        var rows = new float[columns.Length];
        for (var first = 0; first < items; first += TransposedRows)
        {
            var count = Math.Min(TransposedRows, items - first);
            for (var k = 0; k < dimensions; k++)
            {
                var column = columns.Slice((k * items) + first, count);
                for (var i = 0; i < count; i++)
                {
                    rows[((first + i) * dimensions) + k] = column[i];
                }
            }
        }

        return rows;
    }
}
