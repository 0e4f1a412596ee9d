using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using StreamReco.Models.Encoder;
using StreamReco.Models.LinearAlgebra;
using static StreamReco.Models.Onnx.GraphParts;

namespace StreamReco.Models.Onnx;

/// <summary>The two ends of an encoder's graph that hold the item vectors, in a chosen precision.</summary>
/// <remarks>
/// Eight bits: a query is scaled by its own greatest element (a maximum has the same bits in any order), so that its
/// answer still does not depend on the batch; sums of integers are exact. Of the items' bits seven are used: processors
/// without VNNI add products in pairs of 16 bits, and 2·255·63 still fits, so that they give the same sums.
/// </remarks>
internal sealed class EncoderItemParts(OnnxGraph graph, EncoderModel model, ItemPrecision precision)
{
    private const long Float = (long)OnnxTensor.Types.DataType.Float;
    private const float QueryLevels = 127;

    private readonly int _d = model.Dimensions;
    private readonly int _items = model.Items;

    /// <summary>Vectors of the recent items, <c>recent</c> [B, L, D]; of a place without item zeros.</summary>
    public void Gather()
    {
        switch (precision)
        {
            case ItemPrecision.Float16:
                var halves = new Half[(_items + 1) * _d];
                TensorPrimitives.ConvertToHalf(model.ItemVectors, halves);
                Raw("item_vectors", OnnxTensor.Types.DataType.Float16, [_items + 1, _d], halves);
                Add("Gather", ["item_vectors", GraphNames.RecentItems], "recent_half");
                graph.Node.Add(Node("Cast", ["recent_half"], "recent", Attribute("to", Float)));
                break;
            case ItemPrecision.Int8:
                var scales = new float[_items + 1];
                var bytes = new sbyte[(_items + 1) * _d];
                Quantize(scales, bytes);
                Raw("item_vectors", OnnxTensor.Types.DataType.Int8, [_items + 1, _d], bytes);
                graph.Initializer.Add(Floats("item_scale_rows", [_items + 1, 1], scales));
                Add("Gather", ["item_vectors", GraphNames.RecentItems], "recent_bytes");
                graph.Node.Add(Node("Cast", ["recent_bytes"], "recent_levels", Attribute("to", Float)));
                Add("Gather", ["item_scale_rows", GraphNames.RecentItems], "recent_scales");
                Add("Mul", ["recent_levels", "recent_scales"], "recent");
                break;
            default:
                var table = new float[(_items + 1) * _d];
                model.ItemVectors.CopyTo(table);
                graph.Initializer.Add(Floats("item_vectors", [_items + 1, _d], table));
                Add("Gather", ["item_vectors", GraphNames.RecentItems], "recent");
                break;
        }
    }

    /// <summary>The K items of the greatest cosine with the query, and their scores cos/τ.</summary>
    public void Score(int candidates)
    {
        switch (precision)
        {
            case ItemPrecision.Float16:
                var halves = new Half[_items * _d];
                TensorPrimitives.ConvertToHalf(Transposed(model.ItemVectors, _items, _d), halves);
                Raw("item_vectors_half", OnnxTensor.Types.DataType.Float16, [_d, _items], halves);
                graph.Node.Add(Node("Cast", ["item_vectors_half"], "item_vectors_t", Attribute("to", Float)));
                Add("MatMul", [GraphNames.Query, "item_vectors_t"], GraphNames.Cosines);
                break;
            case ItemPrecision.Int8:
                ScoreBytes();
                break;
            default:
                graph.Initializer.Add(
                    Floats("item_vectors_t", [_d, _items], Transposed(model.ItemVectors, _items, _d)));
                Add("MatMul", [GraphNames.Query, "item_vectors_t"], GraphNames.Cosines);
                break;
        }

        Best(candidates);
    }

    /// <summary><c>cosines</c> up to the query's scale, which <c>sharpness_rows</c> takes up.</summary>
    private void ScoreBytes()
    {
        var scales = new float[_items + 1];
        var bytes = new sbyte[(_items + 1) * _d];
        Quantize(scales, bytes);
        Raw(GraphNames.ItemLevels, OnnxTensor.Types.DataType.Int8, [_d, _items], Transposed<sbyte>(bytes.AsSpan(0, _items * _d), _items, _d));
        graph.Initializer.Add(Floats(GraphNames.ItemScales, [_items], scales.AsSpan(0, _items)));
        graph.Initializer.Add(Floats("levels", [], [QueryLevels]));
        graph.Initializer.Add(Floats("middle", [], [128]));
        graph.Initializer.Add(Floats("scale_floor", [], [UnitRows.Floor]));
        Raw<byte>("query_zero", OnnxTensor.Types.DataType.Uint8, [], [128]);
        Raw<sbyte>("item_zero", OnnxTensor.Types.DataType.Int8, [], [0]);
        Add("Abs", [GraphNames.Query], "magnitudes");
        graph.Node.Add(Node(
            "ReduceMax", ["magnitudes"], "greatest_raw", Attribute("axes", [1]), Attribute("keepdims", 1L)));
        Add("Max", ["greatest_raw", "scale_floor"], "greatest");
        Add("Div", ["greatest", "levels"], "query_scale");
        Add("Div", [GraphNames.Query, "query_scale"], "query_levels");
        Add("Round", ["query_levels"], "query_rounded");
        Add("Add", ["query_rounded", "middle"], "query_shifted");
        graph.Node.Add(Node(
            "Cast", ["query_shifted"], "query_bytes", Attribute("to", (long)OnnxTensor.Types.DataType.Uint8)));
        Add("MatMulInteger", ["query_bytes", GraphNames.ItemLevels, "query_zero", "item_zero"], "sums");
        graph.Node.Add(Node("Cast", ["sums"], "sums_float", Attribute("to", Float)));
        Add("Mul", ["sums_float", GraphNames.ItemScales], GraphNames.Cosines);
    }

    private void Best(int candidates)
    {
        graph.Initializer.Add(Integers("k", candidates));
        var best = Node(
            "TopK",
            [GraphNames.Cosines, "k"],
            "best_cosines",
            Attribute("axis", -1L),
            Attribute("largest", 1L),
            Attribute("sorted", 1L));
        best.Output.Add(GraphNames.ItemIds);
        graph.Node.Add(best);
        graph.Initializer.Add(Floats(GraphNames.Sharpness, [], [1 / model.Settings.Temperature]));
        var cosines = "best_cosines";
        if (precision == ItemPrecision.Int8)
        {
            Add("Mul", ["best_cosines", "query_scale"], "best_scaled");
            cosines = "best_scaled";
        }

        Add("Mul", [cosines, GraphNames.Sharpness], GraphNames.ItemScores);
    }

    /// <summary>Each vector by its own scale, the greatest element to 63; the row behind the last stays zero.</summary>
    private void Quantize(Span<float> scales, Span<sbyte> bytes)
    {
        for (var item = 0; item < _items; item++)
        {
            scales[item] = LevelMatrix.Quantize(model.VectorOf(item), bytes.Slice(item * _d, _d));
        }
    }

    private void Raw<T>(string name, OnnxTensor.Types.DataType type, long[] dims, ReadOnlySpan<T> values)
        where T : unmanaged =>
        graph.Initializer.Add(GraphParts.Raw(name, type, dims, MemoryMarshal.AsBytes(values)));

    private void Raw<T>(string name, OnnxTensor.Types.DataType type, long[] dims, T[] values)
        where T : unmanaged => Raw(name, type, dims, (ReadOnlySpan<T>)values);

    private void Add(string operation, string[] inputs, string output) =>
        graph.Node.Add(Node(operation, inputs, output));

    private static T[] Transposed<T>(ReadOnlySpan<T> matrix, int rows, int columns)
    {
        var result = new T[matrix.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                result[(column * rows) + row] = matrix[(row * columns) + column];
            }
        }

        return result;
    }
}
