using StreamReco.Models.Encoder;
using static StreamReco.Models.Onnx.GraphParts;

namespace StreamReco.Models.Onnx;

/// <summary>The parts of an encoder's graph; B is the batch, L the recent items, H the heads.</summary>
internal sealed class EncoderGraphBody(OnnxGraph graph, EncoderModel model)
{
    private readonly int _d = model.Dimensions;
    private readonly int _recent = model.Settings.RecentItems;
    private readonly int _heads = model.Settings.Heads;

    /// <summary><see cref="AttentionNetwork"/> for the newest click: <c>query_raw</c> [B, 1, D].</summary>
    public void Attention()
    {
        Mask();
        Constant("spread", [], [MathF.Sqrt(_d)]);
        Add("Mul", ["recent", "spread"], "spread_recent");
        graph.Initializer.Add(Integers("zero", 0));
        graph.Initializer.Add(Integers("one", 1));
        Add("Slice", ["spread_recent", "zero", "one", "one"], "newest");
        SelfAttention();
        Folded("attended", [_heads * _d, _d], Join(), "attended_joined");
        Constant("block.join.bias", [_d], Parameter("block.join.bias"));
        Add("Add", ["attended_joined", "block.join.bias"], "joined");
        Add("Add", ["joined", "newest"], "block_sum");
        Norm("block_sum", "block.first_norm", "first");
        Product("first", "block.feed_forward.widen", "inner");
        Add("Sigmoid", ["inner"], "gate");
        Add("Mul", ["inner", "gate"], "active");
        Product("active", "block.feed_forward.narrow", "fed");
        Add("Add", ["fed", "first"], "fed_sum");
        Norm("fed_sum", "block.last_norm", "last");
        Product("last", "readout.queries", "asked", bias: false);
        Add("MatMul", ["asked", "spread_columns"], "readout_dots");
        Constant("readout_scale", [], [1 / MathF.Sqrt(_d)]);
        Biased("readout_dots", "readout", heads: 1);
        if (!model.Settings.FreeQuery)
        {
            Add("MatMul", ["readout_weights", "recent"], "query_raw");
            return;
        }

        Add("MatMul", ["readout_weights", "recent"], "query_average");
        Product("last", "readout.move", "moved", bias: false);
        Add("Div", ["moved", "spread"], "moved_scaled");
        Add("Add", ["query_average", "moved_scaled"], "query_raw");
    }

    /// <summary><see cref="AverageNetwork"/> for the newest click: <c>query_raw</c> [B, 1, D].</summary>
    public void Average()
    {
        Constant("direct", [1, _recent], Parameter("average.direct"));
        Constant("mapped", [1, _recent], Parameter("average.mapped"));
        graph.Initializer.Add(Integers("zero", 0));
        graph.Initializer.Add(Integers("one", 1));
        Add("Slice", ["recent", "zero", "one", "one"], "newest");
        Add("MatMul", ["direct", "recent"], "direct_sum");
        Add("MatMul", ["mapped", "recent"], "mapped_sum");
        Product("mapped_sum", "average.map", "mapped_out", bias: false);
        Product("newest", "average.newest", "newest_out", bias: false);
        Add("Add", ["direct_sum", "mapped_out"], "partial");
        Add("Add", ["partial", "newest_out"], "query_raw");
    }

    /// <summary>The query of length 1: <c>query</c> [B, D].</summary>
    public void Unit()
    {
        graph.Node.Add(Node("Transpose", ["query_raw"], "query_column", Attribute("perm", 0, 2, 1)));
        Add("MatMul", ["query_raw", "query_column"], "square");
        Add("Sqrt", ["square"], "length_raw");
        Constant("length_floor", [], [UnitRows.Floor]);
        Add("Max", ["length_raw", "length_floor"], "length");
        Add("Div", ["query_raw", "length"], "query_unit");
        graph.Initializer.Add(Integers("query_shape", -1, _d));
        Add("Reshape", ["query_unit", "query_shape"], GraphNames.Query);
    }

    /// <summary>0 where there is an item, far below every score where not: [B, 1, 1, L] and [B, 1, L].</summary>
    private void Mask()
    {
        graph.Initializer.Add(Integers("no_item", model.Items));
        graph.Initializer.Add(Integers("axis_1", 1));
        Constant("far_below", [], [-1e9f]);
        Constant("nothing", [], [0]);
        Add("Equal", [GraphNames.RecentItems, "no_item"], "is_empty");
        Add("Where", ["is_empty", "far_below", "nothing"], "mask_row");
        Add("Unsqueeze", ["mask_row", "axis_1"], "readout_mask");
        Add("Unsqueeze", ["readout_mask", "axis_1"], "block_mask");
    }

    /// <summary>
    /// Queries of the newest click alone: nobody asks for the other places' outputs. Of a head, (x·Q)·(y·K)ᵀ =
    /// x·(Q·Kᵀ)·yᵀ and Σ w·(y·V)·J = (Σ w·y)·(V·J), with the products of weights worked out here: the L items are
    /// multiplied by no matrix.
    /// </summary>
    private void SelfAttention()
    {
        Folded("newest", [_d, _heads * _d], Match(), "queries");
        graph.Initializer.Add(Integers("by_heads", 0, _heads, _d));
        graph.Initializer.Add(Integers("axis_2", 2));
        graph.Initializer.Add(Integers("one_by_all", 0, 1, _heads * _d));
        Add("Reshape", ["queries", "by_heads"], "queries_h");
        graph.Node.Add(Node("Transpose", ["spread_recent"], "spread_columns", Attribute("perm", 0, 2, 1)));
        Add("MatMul", ["queries_h", "spread_columns"], "block_dots_h");
        Add("Unsqueeze", ["block_dots_h", "axis_2"], "block_dots");
        Constant("block_scale", [], [1 / MathF.Sqrt(_d / _heads)]);
        Biased("block_dots", "block", _heads);
        Add("Squeeze", ["block_weights", "axis_2"], "block_weights_h");
        Add("MatMul", ["block_weights_h", "spread_recent"], "attended_h");
        Add("Reshape", ["attended_h", "one_by_all"], "attended");
    }

    /// <summary>Q·Kᵀ of each head beside each other, D × heads·D.</summary>
    private float[] Match()
    {
        var queries = Parameter("block.queries.weight");
        var keys = Parameter("block.keys.weight");
        var (size, match) = (_d / _heads, new float[_d * _heads * _d]);
        for (var head = 0; head < _heads; head++)
        {
            for (var row = 0; row < _d; row++)
            {
                for (var column = 0; column < _d; column++)
                {
                    var sum = 0d;
                    for (var k = head * size; k < (head + 1) * size; k++)
                    {
                        sum += (double)queries[(row * _d) + k] * keys[(column * _d) + k];
                    }

                    match[(((row * _heads) + head) * _d) + column] = (float)sum;
                }
            }
        }

        return match;
    }

    /// <summary>V·J of each head below each other, heads·D × D.</summary>
    private float[] Join()
    {
        var values = Parameter("block.values.weight");
        var join = Parameter("block.join.weight");
        var (size, folded) = (_d / _heads, new float[_heads * _d * _d]);
        Span<double> sums = new double[_d];
        for (var head = 0; head < _heads; head++)
        {
            for (var row = 0; row < _d; row++)
            {
                sums.Clear();
                for (var k = head * size; k < (head + 1) * size; k++)
                {
                    for (var column = 0; column < _d; column++)
                    {
                        sums[column] += (double)values[(row * _d) + k] * join[(k * _d) + column];
                    }
                }

                for (var column = 0; column < _d; column++)
                {
                    folded[(((head * _d) + row) * _d) + column] = (float)sums[column];
                }
            }
        }

        return folded;
    }

    /// <summary>A product with weights that were worked out.</summary>
    private void Folded(string input, long[] dims, float[] weights, string output)
    {
        Constant(output + "_weights", dims, weights);
        Add("MatMul", [input, output + "_weights"], output);
    }

    /// <summary>Weights softmax(dots·scale + biases + mask); of more than one head [B, H, 1, L], else [B, 1, L].</summary>
    private void Biased(string dots, string part, int heads)
    {
        var whole = part == "block";
        long[] shape = whole ? [1, heads, 1, _recent] : [1, 1, _recent];
        Constant($"{part}_distance", shape, Parameter($"{part}.attention.distance"));
        Add("Mul", [dots, $"{part}_scale"], $"{part}_scaled");
        Add("Add", [$"{part}_scaled", $"{part}_distance"], $"{part}_by_distance");
        var last = $"{part}_by_distance";
        if (model.Settings.UsesTimeGaps)
        {
            var gaps = Transposed(Parameter($"{part}.attention.gap"), heads, TimeGap.Buckets);
            Constant($"{part}_gap_table", [TimeGap.Buckets, heads], gaps);
            Add("Gather", [$"{part}_gap_table", GraphNames.RecentGaps], $"{part}_gaps_l");
            graph.Node.Add(Node("Transpose", [$"{part}_gaps_l"], $"{part}_gaps_h", Attribute("perm", 0, 2, 1)));
            if (whole)
            {
                Add("Unsqueeze", [$"{part}_gaps_h", "axis_2"], $"{part}_gaps");
            }

            Add("Add", [last, whole ? $"{part}_gaps" : $"{part}_gaps_h"], $"{part}_by_gap");
            last = $"{part}_by_gap";
        }

        Add("Add", [last, $"{part}_mask"], $"{part}_masked");
        graph.Node.Add(Node("Softmax", [$"{part}_masked"], $"{part}_weights", Attribute("axis", -1L)));
    }

    private void Norm(string input, string name, string output)
    {
        Constant(name + ".gain", [_d], Parameter(name + ".gain"));
        Constant(name + ".bias", [_d], Parameter(name + ".bias"));
        graph.Node.Add(Node(
            "LayerNormalization",
            [input, name + ".gain", name + ".bias"],
            output,
            Attribute("axis", -1L),
            Attribute("epsilon", LayerNorm.Epsilon)));
    }

    private void Product(string input, string name, string output, bool bias = true)
    {
        var slice = Slice(name + ".weight");
        Constant(slice.Name, [slice.Rows, slice.Columns], slice.Of(model.Parameters));
        Add("MatMul", [input, slice.Name], bias ? output + "_product" : output);
        if (bias)
        {
            Constant(name + ".bias", [slice.Columns], Parameter(name + ".bias"));
            Add("Add", [output + "_product", name + ".bias"], output);
        }
    }

    private ReadOnlySpan<float> Parameter(string name) => Slice(name).Of(model.Parameters);

    private ParameterSlice Slice(string name) => model.Layout.Slices.Single(slice => slice.Name == name);

    private void Add(string operation, string[] inputs, string output) =>
        graph.Node.Add(Node(operation, inputs, output));

    private void Constant(string name, long[] dims, ReadOnlySpan<float> values) =>
        graph.Initializer.Add(Floats(name, dims, values));

    private static float[] Transposed(ReadOnlySpan<float> matrix, int rows, int columns)
    {
        var result = new float[matrix.Length];
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
