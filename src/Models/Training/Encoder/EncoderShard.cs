using StreamReco.Models.Encoder;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Training.Encoder;

/// <summary>
/// A fixed part of every batch with the memory of its forward and backward pass. Batches have always the same number
/// of parts, whatever the number of threads, so that the sums have the same bits.
/// </summary>
internal sealed class EncoderShard
{
    private readonly IEncoderNetwork _network;
    private readonly SampledSoftmax _softmax;
    private readonly Dropout _dropout;
    private readonly Matrix _inputs;
    private readonly Matrix _targets;
    private readonly Matrix _queries;

    public EncoderShard(EncoderSettings settings)
    {
        var d = settings.Dimensions;
        _network = settings.Network();
        _softmax = new SampledSoftmax(settings);
        _dropout = new Dropout(settings.Dropout);
        (_inputs, _targets, _queries, InputGradients) = (new(d), new(d), new(d), new(d));
        Gradients = new float[_network.Layout.Length];
    }

    public PackedSessions Sessions { get; } = new();

    /// <summary>Gradients of the network's parameters.</summary>
    public float[] Gradients { get; }

    /// <summary>Gradients of the unit vectors of <see cref="PackedSessions.Rows"/>.</summary>
    public Matrix InputGradients { get; }

    /// <summary>Gradients of the unit vectors of <see cref="PackedSessions.Targets"/>.</summary>
    public Matrix TargetGradients => _softmax.TargetGradients;

    /// <summary>Gradients of the unit vectors of the negatives.</summary>
    public Matrix NegativeGradients => _softmax.NegativeGradients;

    /// <summary>Σ weight·loss of the last <see cref="Run"/>.</summary>
    public double Loss { get; private set; }

    /// <summary>Forward and backward; every weight of the loss is multiplied by <paramref name="scale"/>.</summary>
    public void Run(EncoderWeights weights, Negatives negatives, SeededBits bits, float scale)
    {
        if (Sessions.Count == 0)
        {
            RunEmpty(negatives);
            return;
        }

        Gather(weights, Sessions.Rows, _inputs);
        Gather(weights, Sessions.Targets, _targets);
        _dropout.Forward(bits, _inputs.Values);
        _network.Forward(weights.Parameters, Sessions, _inputs, _queries);
        Loss = _softmax.Run(Sessions, _queries, _targets, negatives, scale);
        Gradients.AsSpan().Clear();
        _network.Backward(
            weights.Parameters, Gradients, Sessions, _inputs, _queries, InputGradients.Resize(_inputs.Rows));
        _dropout.Backward(InputGradients.Values);
    }

    private void RunEmpty(Negatives negatives)
    {
        Gradients.AsSpan().Clear();
        InputGradients.Resize(0);
        TargetGradients.Resize(0);
        NegativeGradients.Clear(negatives.Items.Length);
        Loss = 0;
    }

    private static void Gather(EncoderWeights weights, ReadOnlySpan<int> rows, Matrix target)
    {
        target.Resize(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0)
            {
                weights.UnitOf(rows[i]).CopyTo(target.Row(i));
            }
        }
    }
}
