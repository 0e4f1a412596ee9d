using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Pairs;

/// <summary>
/// Sequential rules (Ludewig and Jannach 2018): each of the last clicks speaks for what used to follow it, the more the
/// sooner it followed and the newer the click; and, less, for what used to come before. For one thread.
/// </summary>
public sealed class RulesSource : ICandidateSource
{
    private readonly PairTable _pairs;
    private readonly RulesSettings _settings;
    private readonly LiveClicks? _live;
    private readonly float[] _decays;

    /// <param name="pairs">The model's pairs.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="live">What was clicked since; null for the model alone.</param>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public RulesSource(PairTable pairs, RulesSettings settings, LiveClicks? live = null)
    {
        settings.Validate();
        (_pairs, _settings, _live) = (pairs, settings, live);
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
                var score = scale * Weigh(after[i], before[i]);
                if (score > 0)
                {
                    scores.Add(items[i], score);
                }
            }

            if (_live?.Pairs.Of(row) is { } recent)
            {
                AddLive(recent, scale * LivePairs.Weight, scores);
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
            weights[clicks.Length - 1 - step] = WeightOf(from, row) * ScaleOf(from, step);
        }

        return HeaviestPlaces.Write(weights, places, query.Rows.Length - clicks.Length);
    }

    private void AddLive(LivePairRow recent, float scale, ScoreTable scores)
    {
        for (var i = 0; i < recent.Items.Length; i++)
        {
            var score = scale * Weigh(recent.Cells[i].After, recent.Cells[i].Before);
            if (score > 0)
            {
                scores.Add(recent.Items[i], score);
            }
        }
    }

    private float WeightOf(int from, int row)
    {
        var at = _pairs.ItemsOf(from).BinarySearch(row);
        var weight = at < 0 ? 0 : Weigh(_pairs.AfterOf(from)[at], _pairs.BeforeOf(from)[at]);
        var recent = _live?.Pairs.Of(from)?.Find(row) ?? default;
        return weight + (LivePairs.Weight * Weigh(recent.After, recent.Before));
    }

    private float Weigh(float after, float before) => after + (_settings.ReverseFactor * before);

    private float ScaleOf(int row, int step)
    {
        var recent = LivePairs.Weight * (_live?.Pairs.Of(row)?.AfterSum ?? 0);
        var sum = _pairs.AfterSum(row) + recent + _settings.Shrinkage;
        return _decays[step] / (_settings.SquareRoot ? MathF.Sqrt(sum) : sum);
    }

    private ReadOnlySpan<int> Last(ReadOnlySpan<int> session) =>
        session[Math.Max(0, session.Length - _settings.QueryItemsMax)..];
}
