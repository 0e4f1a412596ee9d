using System.Runtime.InteropServices;
using Google.Protobuf;

namespace StreamReco.Models.Onnx;

/// <summary>The pieces that every graph of ours is written from: nodes, constants, inputs, the file around them.</summary>
internal static class GraphParts
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;

    /// <summary>The first operator set with Gelu, and the IR version that came with it.</summary>
    private const int GeluOperatorSet = 20;
    private const int GeluIrVersion = 9;

    /// <summary>The bytes of a model file of operator set 17, or of 20 if the graph has a Gelu.</summary>
    public static byte[] Serialized(OnnxGraph graph)
    {
        var gelu = graph.Node.Any(node => node.OpType == "Gelu");
        var model = new OnnxModel
        {
            IrVersion = gelu ? GeluIrVersion : IrVersion,
            ProducerName = "StreamReco",
            ProducerVersion = "1",
            Graph = graph,
        };
        model.OpsetImport.Add(new OnnxOperatorSet { Domain = "", Version = gelu ? GeluOperatorSet : OperatorSet });
        return model.ToByteArray();
    }

    /// <summary>A node with one output, which gives it its name.</summary>
    public static OnnxNode Node(string operation, string[] inputs, string output, params OnnxAttribute[] attributes)
    {
        var node = new OnnxNode { OpType = operation, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        return node;
    }

    /// <summary>An integer attribute of a node.</summary>
    public static OnnxAttribute Attribute(string name, long value) =>
        new() { Name = name, I = value, Type = OnnxAttribute.Types.Type.Int };

    /// <summary>A fractional attribute of a node.</summary>
    public static OnnxAttribute Attribute(string name, float value) =>
        new() { Name = name, F = value, Type = OnnxAttribute.Types.Type.Float };

    /// <summary>A text attribute of a node.</summary>
    public static OnnxAttribute Attribute(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = OnnxAttribute.Types.Type.String };

    /// <summary>An attribute of several integers.</summary>
    public static OnnxAttribute Attribute(string name, params long[] values)
    {
        var attribute = new OnnxAttribute { Name = name, Type = OnnxAttribute.Types.Type.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    /// <summary>A constant of 32-bit floats, by rows.</summary>
    public static OnnxTensor Floats(string name, long[] dims, ReadOnlySpan<float> values)
    {
        var tensor = new OnnxTensor
        {
            Name = name,
            DataType = OnnxTensor.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        tensor.Dims.AddRange(dims);
        return tensor;
    }

    /// <summary>A constant of any type from its little-endian bytes, by rows.</summary>
    public static OnnxTensor Raw(
        string name, OnnxTensor.Types.DataType type, long[] dims, ReadOnlySpan<byte> values)
    {
        var tensor = new OnnxTensor { Name = name, DataType = type, RawData = ByteString.CopyFrom(values) };
        tensor.Dims.AddRange(dims);
        return tensor;
    }

    /// <summary>A constant vector of 64-bit integers.</summary>
    public static OnnxTensor Integers(string name, params ReadOnlySpan<long> values)
    {
        var tensor = new OnnxTensor
        {
            Name = name,
            DataType = OnnxTensor.Types.DataType.Int64,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        tensor.Dims.Add(values.Length);
        return tensor;
    }

    /// <summary>An input or output of shape [B, <paramref name="dims"/>...], B the batch.</summary>
    public static OnnxValueInfo Value(
        string name, OnnxTensor.Types.DataType type, params ReadOnlySpan<int> dims)
    {
        var shape = new OnnxShape();
        shape.Dim.Add(new OnnxShape.Types.Dimension { DimParam = "B" });
        foreach (var dim in dims)
        {
            shape.Dim.Add(new OnnxShape.Types.Dimension { DimValue = dim });
        }

        var tensor = new OnnxType.Types.Tensor { ElemType = type, Shape = shape };
        return new OnnxValueInfo { Name = name, Type = new OnnxType { TensorType = tensor } };
    }
}
