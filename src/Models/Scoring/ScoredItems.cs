using System.Runtime.InteropServices;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Onnx;

namespace StreamReco.Models.Scoring;

/// <summary>The items of a model's own graph, to be multiplied beside it: the same values, the same scores.</summary>
/// <param name="Query">What the graph multiplies them with, by its name there.</param>
/// <param name="Factors">The item vectors.</param>
internal sealed record ScoredItems(string Query, PanelMatrix Factors)
{
    /// <summary>The items of a graph; null where its scores are no plain product of a query with constants, or of so many dimensions
    /// that the runtime would add it up in another order.</summary>
    public static ScoredItems? Of(OnnxModel graph)
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
        return values.Length == (long)dimensions * items
            ? new ScoredItems(product.Input[0], new PanelMatrix(items, dimensions, values)) : null;
    }
}
