using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Neighbours;

/// <summary>The weights of <see cref="SessionKnnSettings"/> as tables, so that a vote costs one multiplication.</summary>
internal sealed class KnnWeights
{
    /// <summary>A live session is as long as any, and has its context besides.</summary>
    private const int Span = 2 * SessionKnnIndex.SessionClicksMax;

    private readonly float[] _distances;
    private readonly float[] _positions;
    private readonly float[] _matches;
    private readonly bool _linear;

    public KnnWeights(SessionKnnSettings settings)
    {
        _linear = settings.LinearPositions;
        _positions = new float[settings.QueryItemsMax];
        _matches = new float[settings.QueryItemsMax];
        for (var step = 0; step < _positions.Length; step++)
        {
            _positions[step] = Decay(step, settings.PositionDecay);
            _matches[step] = _linear
                ? Math.Max(0, 1 - (0.1f * (step + 1)))
                : Decay(step, settings.MatchDecay);
        }

        _distances = new float[(2 * Span) + 1];
        _distances[Span] = settings.MatchFactor;
        for (var distance = 1; distance <= Span; distance++)
        {
            _distances[Span + distance] = Decay(distance - 1, settings.AfterDecay);
            _distances[Span - distance] = settings.BeforeFactor * Decay(distance - 1, settings.BeforeDecay);
        }
    }

    /// <summary>The weight of a common item that stands so many steps before the session's end.</summary>
    public float Position(int step, int length, int distinct) =>
        _linear ? (length - step) / (float)distinct : _positions[step];

    /// <summary>The weight of a vote whose newest common item stands so many steps before the session's end.</summary>
    public float Match(int step) => _matches[step];

    /// <summary>
    /// The weights of a neighbour's clicks: element i belongs to its click i, where the common item is click <paramref name="match"/>.
    /// </summary>
    public ReadOnlySpan<float> Distances(int match, int length) => _distances.AsSpan(Span - match, length);

    private static float Decay(int steps, float decay) => decay > 0 ? MathF.Exp(-steps / decay) : 1;
}
