using StreamReco.Models.Ranking;
using static StreamReco.Models.Onnx.GraphParts;

namespace StreamReco.Models.Onnx;

/// <summary>
/// Writes the ranker as a graph: candidates with features in, a score for each out.
/// score = x·w[class] + gelu(x·W + b)·v, and far below all scores where the mask is 0.
/// </summary>
/// <remarks>
/// A candidate's score does not depend on who shares its batch: the products' inner loops run over features and hidden
/// units alone, everything else is element by element. Gelu is one node: written out as its formula it is nine, which
/// take turns with tensors that no cache holds and cost twice the products (decision 0119).
/// </remarks>
public static class RankerGraphWriter
{
    private const OnnxTensor.Types.DataType Float = OnnxTensor.Types.DataType.Float;

    /// <summary>The graph's bytes.</summary>
    public static byte[] Write(RankLayout layout, RankerModel ranker)
    {
        var (candidates, features) = (layout.Candidates, layout.Features.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ranker.Features, features);
        var graph = new OnnxGraph { Name = "ranker" };
        graph.Initializer.AddRange(Constants(ranker));
        graph.Node.AddRange(Nodes());
        graph.Input.Add(Value(GraphNames.CandidateFeatures, Float, candidates, features));
        graph.Input.Add(Value(GraphNames.LengthClass, OnnxTensor.Types.DataType.Int64));
        graph.Input.Add(Value(GraphNames.CandidateMask, Float, candidates));
        graph.Output.Add(Value(GraphNames.CandidateScores, Float, candidates));
        return Serialized(graph);
    }

    private static IEnumerable<OnnxTensor> Constants(RankerModel ranker)
    {
        var (features, hidden) = (ranker.Features, ranker.Hidden);
        yield return Floats("linear", [RankLayout.Classes, features, 1], ranker.Linear);
        yield return Floats("hidden_weights", [features, hidden], ranker.HiddenWeights);
        yield return Floats("hidden_bias", [hidden], ranker.HiddenBias);
        yield return Floats("output_weights", [hidden, 1], ranker.OutputWeights);
        yield return Floats("one", [], [1f]);
        yield return Floats("far_below", [], [1e9f]);
        yield return Integers("last_axis", 2);
    }

    private static IEnumerable<OnnxNode> Nodes()
    {
        yield return Node("Gather", ["linear", GraphNames.LengthClass], "class_weights");
        yield return Node("MatMul", [GraphNames.CandidateFeatures, "class_weights"], "linear_part");
        yield return Node("MatMul", [GraphNames.CandidateFeatures, "hidden_weights"], "product");
        yield return Node("Add", ["product", "hidden_bias"], "z");
        yield return Node("Gelu", ["z"], "gelu", Attribute("approximate", "tanh"));
        yield return Node("MatMul", ["gelu", "output_weights"], "hidden_part");
        yield return Node("Add", ["linear_part", "hidden_part"], "sum");
        yield return Node("Squeeze", ["sum", "last_axis"], "unmasked");
        yield return Node("Sub", [GraphNames.CandidateMask, "one"], "absence");
        yield return Node("Mul", ["absence", "far_below"], "penalty");
        yield return Node("Add", ["unmasked", "penalty"], GraphNames.CandidateScores);
    }
}
