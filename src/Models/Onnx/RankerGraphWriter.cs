using System.Runtime.InteropServices;
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
    private const string Linear = "linear";
    private const string HiddenWeights = "hidden_weights";
    private const string HiddenBias = "hidden_bias";
    private const string OutputWeights = "output_weights";

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

    /// <summary>What a graph that was written here computes with; null for any other graph.</summary>
    internal static RankerModel? Read(OnnxModel graph)
    {
        if (!graph.Graph.Node.SequenceEqual(Nodes())
            || GraphCut.Constant(graph, HiddenWeights) is not { Dims: [var features, var hidden] } weights
            || hidden % HiddenLayer.Block != 0)
        {
            return null;
        }

        var (linear, bias, output) = (Values(graph, Linear), Values(graph, HiddenBias), Values(graph, OutputWeights));
        var model = new RankerModel((int)features, (int)hidden, linear, Values(weights), bias, output);
        return linear.Length == RankLayout.Classes * features && model.HiddenWeights.Length == features * hidden
            && bias.Length == hidden && output.Length == hidden ? model : null;
    }

    private static float[] Values(OnnxModel graph, string name) =>
        GraphCut.Constant(graph, name) is { } constant ? Values(constant) : [];

    private static float[] Values(OnnxTensor constant) =>
        constant.DataType == Float ? MemoryMarshal.Cast<byte, float>(constant.RawData.Span).ToArray() : [];

    private static IEnumerable<OnnxTensor> Constants(RankerModel ranker)
    {
        var (features, hidden) = (ranker.Features, ranker.Hidden);
        yield return Floats(Linear, [RankLayout.Classes, features, 1], ranker.Linear);
        yield return Floats(HiddenWeights, [features, hidden], ranker.HiddenWeights);
        yield return Floats(HiddenBias, [hidden], ranker.HiddenBias);
        yield return Floats(OutputWeights, [hidden, 1], ranker.OutputWeights);
        yield return Floats("one", [], [1f]);
        yield return Floats("far_below", [], [1e9f]);
        yield return Integers("last_axis", 2);
    }

    private static IEnumerable<OnnxNode> Nodes()
    {
        yield return Node("Gather", [Linear, GraphNames.LengthClass], "class_weights");
        yield return Node("MatMul", [GraphNames.CandidateFeatures, "class_weights"], "linear_part");
        yield return Node("MatMul", [GraphNames.CandidateFeatures, HiddenWeights], "product");
        yield return Node("Add", ["product", HiddenBias], "z");
        yield return Node("Gelu", ["z"], "gelu", Attribute("approximate", "tanh"));
        yield return Node("MatMul", ["gelu", OutputWeights], "hidden_part");
        yield return Node("Add", ["linear_part", "hidden_part"], "sum");
        yield return Node("Squeeze", ["sum", "last_axis"], "unmasked");
        yield return Node("Sub", [GraphNames.CandidateMask, "one"], "absence");
        yield return Node("Mul", ["absence", "far_below"], "penalty");
        yield return Node("Add", ["unmasked", "penalty"], GraphNames.CandidateScores);
    }
}
