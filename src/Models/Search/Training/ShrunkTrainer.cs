using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Search.Training;

/// <summary>
/// Trains a ranker on graded judgments and goes as far from the fixed mix towards it as queries that it has not seen confirm:
/// some dozens of queries are learned by heart more easily than they teach anything. How far is chosen by cross-validation
/// within the queries, by the rule of one standard error (Breiman and others 1984): the step nearest to the fixed mix that is as
/// good as the best one. The result depends on the seed alone.
/// </summary>
public sealed class ShrunkTrainer(CoordinateTraining training)
{
    private const int F = SearchFeatures.Count;
    private const int Folds = 5;

    /// <summary>Shares of the way from the fixed mix to the trained ranker, the nearest first.</summary>
    private static readonly float[] _shares = [0, 0.25f, 0.5f, 1];

    /// <summary>The ranker; the fixed mix where nothing that was learned holds for other queries.</summary>
    public RankerModel Train(IReadOnlyList<RankedQuery> queries, CancellationToken cancellationToken)
    {
        var share = ShareOf(queries, cancellationToken);
        return share == 0 ? SearchRanker.Fixed : Between(new CoordinateTrainer(training).Train(queries, cancellationToken), share);
    }

    private float ShareOf(IReadOnlyList<RankedQuery> queries, CancellationToken cancellationToken)
    {
        var gains = _shares.Select(_ => new List<double>()).ToArray();
        for (var fold = 0; fold < Folds; fold++)
        {
            var seen = queries.Where((_, query) => query % Folds != fold).ToArray();
            var trained = new CoordinateTrainer(training).Train(seen, cancellationToken);
            foreach (var query in queries.Where((_, query) => query % Folds == fold).Select(query => new CoordinateQuery(query)))
            {
                if (query.HasGood)
                {
                    AddGains(query, trained, gains);
                }
            }
        }

        return gains[0].Count == 0 ? 0 : Choose(gains);
    }

    private static void AddGains(CoordinateQuery query, RankerModel trained, List<double>[] gains)
    {
        var before = WorthOf(query, SearchRanker.Fixed);
        for (var i = 0; i < _shares.Length; i++)
        {
            gains[i].Add(_shares[i] == 0 ? 0 : WorthOf(query, Between(trained, _shares[i])) - before);
        }
    }

    private static double WorthOf(CoordinateQuery query, RankerModel ranker)
    {
        query.Begin([.. ranker.Linear.Take(F)]);
        return query.Worth(0, 0, recallWeight: 0);
    }

    private static float Choose(List<double>[] gains)
    {
        var means = gains.Select(own => own.Average()).ToArray();
        var best = Array.IndexOf(means, means.Max());
        var error = ErrorOf(gains[best], means[best]);
        return _shares[Array.FindIndex(means, mean => mean >= means[best] - error)];
    }

    private static double ErrorOf(List<double> gains, double mean) =>
        Math.Sqrt(gains.Sum(gain => (gain - mean) * (gain - mean))) / Math.Max(1, gains.Count);

    private static RankerModel Between(RankerModel trained, float share) => SearchRanker.OfWeights(Enumerable.Range(0, F)
        .Select(f => (f, SearchRanker.Fixed.Linear[f] + (share * (trained.Linear[f] - SearchRanker.Fixed.Linear[f])))));
}
