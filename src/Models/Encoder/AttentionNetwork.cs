using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Encoder;

/// <summary>
/// One causal self-attention block, whose output asks a second attention for weights over the items' own vectors: the
/// query stays in the space of the items (Hou, Hu, Zhang and Zhao, "CORE: Simple and Effective Session-based
/// Recommendation within Consistent Representation Space", 2022).
/// </summary>
internal sealed class AttentionNetwork : IEncoderNetwork
{
    private readonly int _width;
    private readonly float _spread;
    private readonly LinearMap _toQueries;
    private readonly LinearMap _toKeys;
    private readonly LinearMap _toValues;
    private readonly CausalAttention _attention;
    private readonly LinearMap _join;
    private readonly LayerNorm _firstNorm;
    private readonly FeedForward _feedForward;
    private readonly LayerNorm _lastNorm;
    private readonly LinearMap _ask;
    private readonly CausalAttention _readout;
    private readonly LinearMap? _move;
    private readonly Matrix[] _scratch;

    public AttentionNetwork(EncoderSettings settings)
    {
        var d = _width = settings.Dimensions;
        _spread = MathF.Sqrt(d);
        var (heads, window, gaps) = (settings.Heads, settings.RecentItems, settings.TimeGaps);
        _toQueries = new LinearMap(Layout, "block.queries", d, d, bias: false);
        _toKeys = new LinearMap(Layout, "block.keys", d, d, bias: false);
        _toValues = new LinearMap(Layout, "block.values", d, d, bias: false);
        _attention = new CausalAttention(Layout, "block.attention", heads, window, 1 / MathF.Sqrt(d / heads), gaps);
        _join = new LinearMap(Layout, "block.join", d, d);
        _firstNorm = new LayerNorm(Layout, "block.first_norm", d);
        _feedForward = new FeedForward(Layout, "block.feed_forward", d, d * settings.InnerFactor);
        _lastNorm = new LayerNorm(Layout, "block.last_norm", d);
        _ask = new LinearMap(Layout, "readout.queries", d, d, bias: false);
        _readout = new CausalAttention(Layout, "readout.attention", 1, window, 1 / _spread, gaps);
        _move = settings.FreeQuery ? new LinearMap(Layout, "readout.move", d, d, bias: false) : null;
        _scratch = [.. Enumerable.Range(0, 15).Select(_ => new Matrix(d))];
    }

    public ParameterLayout Layout { get; } = new();

    private Matrix Spread => _scratch[0];

    private Matrix Queries => _scratch[1];

    private Matrix Keys => _scratch[2];

    private Matrix Values => _scratch[3];

    private Matrix Attended => _scratch[4];

    private Matrix Joined => _scratch[5];

    private Matrix First => _scratch[6];

    private Matrix Fed => _scratch[7];

    private Matrix Last => _scratch[8];

    private Matrix Asked => _scratch[9];

    private Matrix Moved => _scratch[14];

    public void Initialize(float[] parameters, SeededBits bits)
    {
        foreach (var slice in Layout.Slices.Where(slice => slice.Name.EndsWith(".weight", StringComparison.Ordinal)))
        {
            var limit = Math.Sqrt(6.0 / (slice.Rows + slice.Columns)); // Glorot and Bengio 2010
            foreach (ref var value in slice.Of(parameters))
            {
                value = (float)(limit * ((2 * bits.NextDouble()) - 1));
            }
        }

        TensorPrimitives.Multiply(_ask.Weight.Of(parameters), 0.2f, _ask.Weight.Of(parameters));
        _move?.Weight.Of(parameters).Clear();
        _firstNorm.Gain.Of(parameters).Fill(1);
        _lastNorm.Gain.Of(parameters).Fill(1);
        for (var distance = 0; distance < _readout.Distance.Columns; distance++)
        {
            _readout.Distance.Of(parameters)[distance] = -0.2f * distance; // newer items weigh more before it has learned
        }
    }

    public void Forward(float[] parameters, PackedSessions sessions, Matrix inputs, Matrix queries)
    {
        TensorPrimitives.Multiply(inputs.Values, _spread, Spread.Resize(inputs.Rows).Values);
        _toQueries.Forward(parameters, Spread, Queries);
        _toKeys.Forward(parameters, Spread, Keys);
        _toValues.Forward(parameters, Spread, Values);
        _attention.Forward(parameters, sessions, new(Queries, Keys, Values), Attended);
        _join.Forward(parameters, Attended, Joined);
        TensorPrimitives.Add(Joined.Values, Spread.Values, Joined.Values);
        _firstNorm.Forward(parameters, Joined, First);
        _feedForward.Forward(parameters, First, Fed);
        TensorPrimitives.Add(Fed.Values, First.Values, Fed.Values);
        _lastNorm.Forward(parameters, Fed, Last);
        _ask.Forward(parameters, Last, Asked);
        _readout.Forward(parameters, sessions, new(Asked, Spread, inputs), queries);
        if (_move is not null)
        {
            _move.Forward(parameters, Last, Moved);
            TensorPrimitives.MultiplyAdd(Moved.Values, 1 / _spread, queries.Values, queries.Values);
        }
    }

    public void Backward(
        float[] parameters, float[] gradients, PackedSessions sessions, Matrix inputs, Matrix dQueries, Matrix dInputs)
    {
        var rows = inputs.Rows;
        var (dSpread, dAsked, dLast, dKeys) =
            (_scratch[10].Clear(rows), _scratch[11].Clear(rows), _scratch[12].Resize(rows), _scratch[13].Clear(rows));
        _readout.Backward(
            gradients, sessions, new(Asked, Spread, inputs), dQueries, new(dAsked, dSpread, dInputs.Clear(rows)));
        _ask.Backward(parameters, gradients, Last, dAsked, dLast, add: false);
        if (_move is not null)
        {
            TensorPrimitives.Multiply(dQueries.Values, 1 / _spread, Moved.Values);
            _move.Backward(parameters, gradients, Last, Moved, dLast, add: true);
        }

        _lastNorm.Backward(parameters, gradients, dLast);
        var dFirst = Fed; // its values are no longer needed
        dLast.Values.CopyTo(dFirst.Values);
        _feedForward.Backward(parameters, gradients, First, dLast, dFirst);
        _firstNorm.Backward(parameters, gradients, dFirst);
        TensorPrimitives.Add(dSpread.Values, dFirst.Values, dSpread.Values);
        var dAttended = dLast;
        _join.Backward(parameters, gradients, Attended, dFirst, dAttended, add: false);
        var (dQ, dV) = (dAsked.Clear(rows), Last.Clear(rows));
        _attention.Backward(gradients, sessions, new(Queries, Keys, Values), dAttended, new(dQ, dKeys, dV));
        _toQueries.Backward(parameters, gradients, Spread, dQ, dSpread, add: true);
        _toKeys.Backward(parameters, gradients, Spread, dKeys, dSpread, add: true);
        _toValues.Backward(parameters, gradients, Spread, dV, dSpread, add: true);
        TensorPrimitives.MultiplyAdd(dSpread.Values, _spread, dInputs.Values, dInputs.Values);
    }
}
