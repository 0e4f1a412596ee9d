using StreamReco.Models.Encoder;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Tests.Training.Encoder;

public sealed class GradientTests
{
    private const int Width = 16;

    private readonly Random _random = new(17);
    private readonly PackedSessions _sessions = EncoderSamples.Packed(new Random(3), items: 40, sessions: 6);

    [Fact]
    public void A_linear_map_agrees_with_finite_differences()
    {
        var layout = new ParameterLayout();
        var map = new LinearMap(layout, "map", Width, 24);
        var (x, y, dx) = (Filled(Width), new Matrix(24), new Matrix(Width));
        Check(
            layout, x, 24, parameters => map.Forward(parameters, x, y), y,
            (parameters, gradients, dy) => map.Backward(parameters, gradients, x, dy, dx.Resize(x.Rows), add: false), dx);
    }

    [Fact]
    public void A_layer_norm_agrees_with_finite_differences()
    {
        var layout = new ParameterLayout();
        var norm = new LayerNorm(layout, "norm", Width);
        var (x, y, dx) = (Filled(Width), new Matrix(Width), new Matrix(Width));
        Check(
            layout, x, Width, parameters => norm.Forward(parameters, x, y), y,
            (parameters, gradients, dy) =>
            {
                dy.Values.CopyTo(dx.Resize(dy.Rows).Values);
                norm.Backward(parameters, gradients, dx);
            },
            dx);
    }

    [Fact]
    public void A_feed_forward_layer_agrees_with_finite_differences()
    {
        var layout = new ParameterLayout();
        var layer = new FeedForward(layout, "layer", Width, 32);
        var (x, y, dx) = (Filled(Width), new Matrix(Width), new Matrix(Width));
        Check(
            layout, x, Width, parameters => layer.Forward(parameters, x, y), y,
            (parameters, gradients, dy) => layer.Backward(parameters, gradients, x, dy, dx.Clear(x.Rows)), dx);
    }

    [Theory]
    [InlineData(1, 3, false)]
    [InlineData(2, 8, true)]
    public void Attention_agrees_with_finite_differences(int heads, int window, bool gaps)
    {
        var layout = new ParameterLayout();
        var attention = new CausalAttention(layout, "attention", heads, window, 0.7f, gaps);
        var (queries, keys, values, y) = (Filled(Width), Filled(Width), Filled(Width), new Matrix(Width));
        var parameters = ModelSamples.Floats(_random, layout.Length);
        var weights = ModelSamples.Floats(_random, queries.Values.Length);
        var x = new CausalAttention.Operands(queries, keys, values);
        double Loss()
        {
            attention.Forward(parameters, _sessions, x, y);
            return Dot(y, weights);
        }

        Loss();
        var (gradients, dy) = (new float[layout.Length], Of(weights, Width));
        var dx = new CausalAttention.Operands(Zeros(), Zeros(), Zeros());
        attention.Backward(gradients, _sessions, x, dy, dx);
        foreach (var (name, matrix, gradient) in new[] { ("queries", queries, dx.Queries), ("keys", keys, dx.Keys), ("values", values, dx.Values) })
        {
            AgreesByMatrix(name, matrix, gradient, Loss);
        }

        FiniteDifferences.ShouldAgree(layout, _random, parameters, gradients, Loss);
    }

    [Theory]
    [InlineData(EncoderForm.Attention, false, false)]
    [InlineData(EncoderForm.Attention, true, true)]
    [InlineData(EncoderForm.Average, false, true)]
    public void A_network_agrees_with_finite_differences(EncoderForm form, bool gaps, bool free)
    {
        var network = (EncoderSamples.Settings with { Form = form, TimeGaps = gaps, FreeQuery = free, Dimensions = Width }).Network();
        var (x, y, dx) = (Filled(Width), new Matrix(Width), new Matrix(Width));
        Check(
            network.Layout, x, Width, parameters => network.Forward(parameters, _sessions, x, y), y,
            (parameters, gradients, dy) => network.Backward(parameters, gradients, _sessions, x, dy, dx.Resize(x.Rows)), dx);
    }

    [Fact]
    public void The_loss_agrees_with_finite_differences_by_queries_targets_and_negatives()
    {
        const int items = 40;
        var settings = EncoderSamples.Settings with { Dimensions = Width, Temperature = 0.2f };
        var softmax = new SampledSoftmax(settings);
        var units = ModelSamples.Floats(_random, items * Width);
        var (queries, targets) = (Filled(Width), new Matrix(Width).Resize(_sessions.Count));
        var negatives = new Negatives(items, Width);
        var sampler = new NegativeSampler([.. Enumerable.Range(1, items)], 0.5);
        sampler.Draw(new SeededBits(1), 30, negatives);
        foreach (var item in Enumerable.Range(0, items))
        {
            UnitRows.Normalize(units.AsSpan(item * Width, Width), units.AsSpan(item * Width, Width));
        }

        for (var at = 0; at < targets.Rows; at++)
        {
            units.AsSpan(_sessions.Targets[at] * Width, Width).CopyTo(targets.Row(at));
        }

        var copy = new Matrix(Width).Resize(queries.Rows);
        double Loss()
        {
            queries.Values.CopyTo(copy.Values);
            negatives.Load(units);
            return softmax.Run(_sessions, copy, targets, negatives, 1);
        }

        Loss();
        var (dQueries, dTargets) = (Of(copy.Values.ToArray(), Width), Of(softmax.TargetGradients.Values.ToArray(), Width));
        var dUnits = new float[units.Length];
        for (var column = 0; column < negatives.Items.Length; column++)
        {
            softmax.NegativeGradients.Row(column).CopyTo(dUnits.AsSpan(negatives.Items[column] * Width, Width));
        }

        AgreesByMatrix("queries", queries, dQueries, Loss);
        AgreesByMatrix("targets", targets, dTargets, Loss);
        FiniteDifferences.ShouldAgree("negatives", _random, units, dUnits, Loss);
    }

    private void Check(
        ParameterLayout layout, Matrix x, int width, Action<float[]> forward, Matrix y, Action<float[], float[], Matrix> backward, Matrix dx)
    {
        float[] parameters = [.. ModelSamples.Floats(_random, layout.Length).Select(value => value / 2)];
        var weights = ModelSamples.Floats(_random, x.Rows * width);
        double Loss()
        {
            forward(parameters);
            return Dot(y, weights);
        }

        Loss();
        var gradients = new float[layout.Length];
        backward(parameters, gradients, Of(weights, width));
        AgreesByMatrix("input", x, dx, Loss);
        FiniteDifferences.ShouldAgree(layout, _random, parameters, gradients, Loss);
    }

    private void AgreesByMatrix(string name, Matrix matrix, Matrix gradient, Func<double> loss)
    {
        var values = matrix.Values.ToArray();
        FiniteDifferences.ShouldAgree(name, _random, values, gradient.Values.ToArray(), () =>
        {
            values.CopyTo(matrix.Values);
            return loss();
        });
        values.CopyTo(matrix.Values);
    }

    private Matrix Filled(int width) => Of(ModelSamples.Floats(_random, _sessions.Count * width), width);

    private Matrix Zeros() => new Matrix(Width).Clear(_sessions.Count);

    private static Matrix Of(float[] values, int width)
    {
        var matrix = new Matrix(width).Resize(values.Length / width);
        values.CopyTo(matrix.Values);
        return matrix;
    }

    private static double Dot(Matrix y, float[] weights)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += (double)weights[i] * y.Values[i];
        }

        return sum;
    }
}
