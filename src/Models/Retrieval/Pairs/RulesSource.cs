namespace StreamReco.Models.Retrieval.Pairs;

/// <summary>
/// Sequential rules (Ludewig and Jannach 2018): each of the last clicks speaks for what used to follow it, the more the
/// sooner it followed and the newer the click; and, less, for what used to come before. For one thread.
/// </summary>
public sealed class RulesSource : ICandidateSource
{
    private readonly PairTable _pairs;
    private readonly RulesSettings _settings;
    private readonly float[] _decays;

    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public RulesSource(PairTable pairs, RulesSettings settings)
    {
        settings.Validate();
        _pairs = pairs;
        _settings = settings;
        _decays =
            [.. Enumerable.Range(0, settings.QueryItemsMax).Select(step => MathF.Exp(-step / settings.QueryDecay))];
    }

    public string Name => "rules";

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        var clicks = Last(query.Session);
        for (var step = 0; step < clicks.Length; step++)
        {
            var row = clicks[^(step + 1)];
            var scale = ScaleOf(row, step);
            var items = _pairs.ItemsOf(row);
            var after = _pairs.AfterOf(row);
            var before = _pairs.BeforeOf(row);
            for (var i = 0; i < items.Length; i++)
            {
                var score = scale * (after[i] + (_settings.ReverseFactor * before[i]));
                if (score > 0)
                {
                    scores.Add(items[i], score);
                }
            }
        }
    }

    public int Explain(in SessionQuery query, int row, Span<int> places)
    {
        var clicks = Last(query.Session);
        Span<float> weights = stackalloc float[clicks.Length];
        for (var step = 0; step < clicks.Length; step++)
        {
            var from = clicks[^(step + 1)];
            var at = _pairs.ItemsOf(from).BinarySearch(row);
            var weight = at < 0 ? 0 : _pairs.AfterOf(from)[at] + (_settings.ReverseFactor * _pairs.BeforeOf(from)[at]);
            weights[clicks.Length - 1 - step] = weight * ScaleOf(from, step);
        }

        return HeaviestPlaces.Write(weights, places, query.Rows.Length - clicks.Length);
    }

    private float ScaleOf(int row, int step)
    {
        var sum = _pairs.AfterSum(row) + _settings.Shrinkage;
        return _decays[step] / (_settings.SquareRoot ? MathF.Sqrt(sum) : sum);
    }

    private ReadOnlySpan<int> Last(ReadOnlySpan<int> session) =>
        session[Math.Max(0, session.Length - _settings.QueryItemsMax)..];
}
