namespace StreamReco.Models.Training.Ranker;

/// <summary>Adam (Kingma and Ba 2015) over one array of parameters.</summary>
internal sealed class AdamOptimizer(int parameters)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[] _means = new float[parameters];
    private readonly float[] _squares = new float[parameters];
    private int _steps;

    /// <summary>Moves the parameters against their gradient.</summary>
    public void Step(Span<float> values, ReadOnlySpan<float> gradient, float rate)
    {
        _steps++;
        var meanScale = 1 / (1 - MathF.Pow(Beta1, _steps));
        var squareScale = 1 / (1 - MathF.Pow(Beta2, _steps));
        for (var i = 0; i < values.Length; i++)
        {
            var g = gradient[i];
            _means[i] = (Beta1 * _means[i]) + ((1 - Beta1) * g);
            _squares[i] = (Beta2 * _squares[i]) + ((1 - Beta2) * g * g);
            values[i] -= rate * _means[i] * meanScale / (MathF.Sqrt(_squares[i] * squareScale) + Epsilon);
        }
    }
}
