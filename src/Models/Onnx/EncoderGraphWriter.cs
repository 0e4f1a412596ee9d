using StreamReco.Models.Encoder;
using static StreamReco.Models.Onnx.GraphParts;

namespace StreamReco.Models.Onnx;

/// <summary>
/// Writes a session encoder as a graph: recent items in; the query vector, the best K items and their scores out. The
/// forward pass of the trainer for the newest click.
/// </summary>
/// <remarks>
/// An answer has the same bits whoever shares its batch: sums run inside matrix products whose inner loops do not
/// depend on the batch (the query's length too is a product of the query with itself), everything else is element by
/// element or by rows of fixed length. The best K are chosen by the cosine; only theirs are divided by τ.
/// </remarks>
public static class EncoderGraphWriter
{
    private const OnnxTensor.Types.DataType Float = OnnxTensor.Types.DataType.Float;
    private const OnnxTensor.Types.DataType Integer = OnnxTensor.Types.DataType.Int64;

    /// <summary>The graph's bytes.</summary>
    /// <param name="model">The encoder.</param>
    /// <param name="candidates">K, 1 to N.</param>
    /// <param name="precision">Of the item vectors; the network's own weights are always 32-bit floats.</param>
    public static byte[] Write(
        EncoderModel model, int candidates, ItemPrecision precision = ItemPrecision.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(candidates, model.Items);
        var (d, recent) = (model.Dimensions, model.Settings.RecentItems);
        var graph = new OnnxGraph { Name = "encoder" };
        graph.Input.Add(Value(GraphNames.RecentItems, Integer, recent));
        if (model.Settings.UsesTimeGaps)
        {
            graph.Input.Add(Value(GraphNames.RecentGaps, Integer, recent));
        }

        graph.Output.Add(Value(GraphNames.Query, Float, d));
        graph.Output.Add(Value(GraphNames.ItemIds, Integer, candidates));
        graph.Output.Add(Value(GraphNames.ItemScores, Float, candidates));
        var body = new EncoderGraphBody(graph, model);
        var items = new EncoderItemParts(graph, model, precision);
        items.Gather();
        if (model.Settings.Form == EncoderForm.Attention)
        {
            body.Attention();
        }
        else
        {
            body.Average();
        }

        body.Unit();
        items.Score(candidates);
        return Serialized(graph);
    }
}
