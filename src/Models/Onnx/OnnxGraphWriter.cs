using StreamReco.Models.Features;
using static StreamReco.Models.Onnx.GraphParts;

namespace StreamReco.Models.Onnx;

/// <summary>
/// Writes the retrieval graph: query = a·user vector + b·Σ wₗ·C[recentₗ] / Σ wₗ, scores = query·Yᵀ, the best K.
/// </summary>
/// <remarks>
/// The session vector is a batched matrix product of one row per user, not a reduction: the product's inner loop does
/// not depend on the batch, so an answer has the same bits whichever users share its batch (a reduction changes its
/// order of summation when the batch is 1). Y stands transposed, D×N, the form whose constant side ONNX Runtime packs
/// once at load. The zero row N belongs to C alone: it cannot be an answer.
/// </remarks>
public static class OnnxGraphWriter
{
    /// <summary>The graph's bytes.</summary>
    /// <exception cref="ArgumentException">The matrices do not fit the layout.</exception>
    public static byte[] Write(FeatureLayout layout, GraphWeights weights)
    {
        Check(layout, weights);
        var graph = new OnnxGraph { Name = "retrieval" };
        graph.Initializer.AddRange(Constants(layout, weights));
        graph.Node.AddRange(Nodes());
        graph.Input.Add(Value(GraphNames.UserVector, OnnxTensor.Types.DataType.Float, layout.Dimensions));
        graph.Input.Add(Value(GraphNames.RecentItems, OnnxTensor.Types.DataType.Int64, layout.RecentItems));
        graph.Input.Add(Value(GraphNames.RecentWeights, OnnxTensor.Types.DataType.Float, layout.RecentItems));
        graph.Output.Add(Value(GraphNames.ItemIds, OnnxTensor.Types.DataType.Int64, layout.Candidates));
        graph.Output.Add(Value(GraphNames.ItemScores, OnnxTensor.Types.DataType.Float, layout.Candidates));
        return Serialized(graph);
    }

    private static void Check(FeatureLayout layout, GraphWeights weights)
    {
        var cells = (long)weights.Items * layout.Dimensions;
        if (weights.ItemFactors.Length != cells || weights.ContextFactors.Length != cells)
        {
            throw new ArgumentException(
                $"{weights.Items} items of {layout.Dimensions} dimensions need {cells} values.", nameof(weights));
        }

        if (layout.Candidates < 1 || layout.Candidates > weights.Items)
        {
            throw new ArgumentException(
                $"{layout.Candidates} candidates cannot be drawn from {weights.Items} items.", nameof(layout));
        }
    }

    private static IEnumerable<OnnxTensor> Constants(FeatureLayout layout, GraphWeights weights)
    {
        var d = layout.Dimensions;
        yield return Floats("context_factors", [weights.Items + 1, d], WithZeroRow(weights.ContextFactors.Span, d));
        yield return Floats(
            "item_factors_t", [d, weights.Items], Transposed(weights.ItemFactors.Span, weights.Items, d));
        yield return Floats("user_weight", [], [weights.UserWeight]);
        yield return Floats("session_weight", [], [weights.SessionWeight]);
        yield return Floats("weight_floor", [], [1e-6f]);
        yield return Integers("axis_1", 1);
        yield return Integers("k", layout.Candidates);
    }

    private static IEnumerable<OnnxNode> Nodes()
    {
        yield return Node("Gather", ["context_factors", GraphNames.RecentItems], "recent_factors");
        yield return Node("Unsqueeze", [GraphNames.RecentWeights, "axis_1"], "weights_row");
        yield return Node("MatMul", ["weights_row", "recent_factors"], "session_sum_row");
        yield return Node("Squeeze", ["session_sum_row", "axis_1"], "session_sum");
        yield return Node("ReduceSum", [GraphNames.RecentWeights, "axis_1"], "weight_sum", Attribute("keepdims", 1));
        yield return Node("Max", ["weight_sum", "weight_floor"], "weight_total");
        yield return Node("Div", ["session_sum", "weight_total"], "session_mean");
        yield return Node("Mul", ["session_mean", "session_weight"], "session_part");
        yield return Node("Mul", [GraphNames.UserVector, "user_weight"], "user_part");
        yield return Node("Add", ["user_part", "session_part"], "query");
        yield return Node("MatMul", ["query", "item_factors_t"], GraphNames.AllScores);
        var best = Node(
            "TopK",
            [GraphNames.AllScores, "k"],
            GraphNames.ItemScores,
            Attribute("axis", -1),
            Attribute("largest", 1),
            Attribute("sorted", 1));
        best.Output.Add(GraphNames.ItemIds);
        yield return best;
    }

    private static float[] WithZeroRow(ReadOnlySpan<float> rows, int width)
    {
        var result = new float[rows.Length + width];
        rows.CopyTo(result);
        return result;
    }

    private static float[] Transposed(ReadOnlySpan<float> matrix, int rows, int columns)
    {
        var result = new float[matrix.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                result[((long)column * rows) + row] = matrix[(row * columns) + column];
            }
        }

        return result;
    }
}
