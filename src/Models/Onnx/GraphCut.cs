using Google.Protobuf;
using static StreamReco.Models.Onnx.GraphParts;

namespace StreamReco.Models.Onnx;

/// <summary>
/// A graph without its last part: what leads to one of its values. The runtime's choice of the best items is dear on the
/// CPU, so there it is done beside the graph, with the same result.
/// </summary>
internal static class GraphCut
{
    /// <summary>The graph as it is written in a file; null if these bytes are none.</summary>
    public static OnnxModel? Read(ReadOnlyMemory<byte> graph)
    {
        try
        {
            return OnnxModel.Parser.ParseFrom(graph.Span) is { Graph: not null } model ? model : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null; // the runtime says what is wrong with it
        }
    }

    /// <summary>Whether the graph chooses the largest elements of a value.</summary>
    public static bool ChoosesBestOf(OnnxModel model, string value) =>
        model.Graph.Node.Any(node => node.OpType == "TopK" && node.Input[0] == value);

    /// <summary>A constant; null if the graph has none of this name.</summary>
    public static OnnxTensor? Constant(OnnxModel model, string name) =>
        model.Graph.Initializer.FirstOrDefault(constant => constant.Name == name);

    /// <summary>The part that leads to a value.</summary>
    /// <param name="model">The whole graph; unchanged.</param>
    /// <param name="value">A value of 32-bit floats: the only output.</param>
    /// <param name="width">Elements of a row of it.</param>
    public static byte[] UpTo(OnnxModel model, string value, int width)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { value };
        foreach (var node in model.Graph.Node.Reverse().Where(node => node.Output.Any(needed.Contains)))
        {
            needed.UnionWith(node.Input);
        }

        var graph = new OnnxGraph { Name = model.Graph.Name };
        graph.Node.AddRange(model.Graph.Node.Where(node => node.Output.Any(needed.Contains)));
        graph.Initializer.AddRange(model.Graph.Initializer.Where(constant => needed.Contains(constant.Name)));
        graph.Input.AddRange(model.Graph.Input);
        graph.Output.Add(Value(value, OnnxTensor.Types.DataType.Float, width));
        var cut = new OnnxModel
        {
            IrVersion = model.IrVersion,
            ProducerName = model.ProducerName,
            ProducerVersion = model.ProducerVersion,
            Graph = graph,
        };
        cut.OpsetImport.AddRange(model.OpsetImport);
        return cut.ToByteArray();
    }
}
