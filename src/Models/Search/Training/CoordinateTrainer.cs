using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Search.Training;

/// <summary>How a ranker of judged queries is trained.</summary>
public sealed record CoordinateTraining
{
    /// <summary>Draws of the queries; the ranker is the mean of one for each draw, so that no single query decides.</summary>
    public int Draws { get; init; } = 8;

    /// <summary>Passes over the features.</summary>
    public int Passes { get; init; } = 2;

    /// <summary>What a change must gain to be taken: less is chance.</summary>
    public double GainMin { get; init; } = 0.003;

    /// <summary>What the share of good items among the first 100 counts beside nDCG@10.</summary>
    public double RecallWeight { get; init; } = 0.25;

    /// <summary>Draws the queries.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>
/// Trains a linear ranker on graded judgments by coordinate ascent on nDCG@10 itself (Metzler and Croft 2007), from the
/// fixed mix on: right for some dozens of queries, where a network learns them by heart. The result depends on the seed
/// alone.
/// </summary>
public sealed class CoordinateTrainer(CoordinateTraining training)
{
    private const int F = SearchFeatures.Count;
    private const double SpreadMin = 1e-4;

    /// <summary>
    /// The features that are tried: those of the words and the name, content and intent. Others differ between catalogs,
    /// or have no values in judgments.
    /// </summary>
    private static readonly int[] _tried =
    [
        SearchFeatures.TextQuality, SearchFeatures.IsWhole, SearchFeatures.WordShare, SearchFeatures.NameShare,
        SearchFeatures.IsTyped, SearchFeatures.Phrase, SearchFeatures.InOrder, SearchFeatures.LastPlace,
        SearchFeatures.IsModifier, SearchFeatures.AfterPurpose, SearchFeatures.CategoryHead, SearchFeatures.FeedbackCosine,
        SearchFeatures.CategoryVote, SearchFeatures.BestField,
    ];

    /// <summary>Steps of a weight, in units of 1 by the feature's spread.</summary>
    private static readonly float[] _steps = [-0.06f, -0.03f, -0.015f, 0.015f, 0.03f, 0.06f];

    /// <summary>The ranker; the fixed mix where no query has a good item.</summary>
    public RankerModel Train(IReadOnlyList<RankedQuery> queries, CancellationToken cancellationToken)
    {
        CoordinateQuery[] judged = [.. queries.Select(query => new CoordinateQuery(query)).Where(query => query.HasGood)];
        if (judged.Length == 0)
        {
            return SearchRanker.Fixed;
        }

        var spreads = Enumerable.Range(0, F).Select(f => judged.Average(query => query.SpreadOf(f))).ToArray();
        var random = new Random(training.Seed);
        var sum = new double[F];
        for (var draw = 0; draw < training.Draws; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var own = Enumerable.Range(0, judged.Length).Select(_ => judged[random.Next(judged.Length)]).ToArray();
            var weights = Climb(own, spreads, random);
            for (var f = 0; f < F; f++)
            {
                sum[f] += weights[f] / training.Draws;
            }
        }

        return SearchRanker.OfWeights(Enumerable.Range(0, F).Select(f => (f, (float)sum[f])));
    }

    private float[] Climb(CoordinateQuery[] queries, double[] spreads, Random random)
    {
        float[] weights = [.. SearchRanker.Fixed.Linear.Take(F)];
        foreach (var query in queries)
        {
            query.Begin(weights);
        }

        var best = queries.Average(query => query.Worth(0, 0, training.RecallWeight));
        for (var pass = 0; pass < training.Passes; pass++)
        {
            var order = _tried.Where(f => spreads[f] > SpreadMin).ToArray();
            random.Shuffle(order);
            foreach (var f in order)
            {
                best = Improve(queries, f, (float)(1 / spreads[f]), weights, best);
            }
        }

        return weights;
    }

    private double Improve(CoordinateQuery[] queries, int feature, float unit, float[] weights, double best)
    {
        var (chosen, value) = (0f, best + training.GainMin);
        foreach (var step in _steps)
        {
            // A query may be drawn twice: it is asked twice, and moved twice below only once.
            var worth = queries.Average(query => query.Worth(feature, step * unit, training.RecallWeight));
            if (worth > value)
            {
                (chosen, value) = (step * unit, worth);
            }
        }

        if (chosen == 0)
        {
            return best;
        }

        weights[feature] += chosen;
        foreach (var query in queries.Distinct())
        {
            query.Move(feature, chosen);
        }

        return value;
    }
}
