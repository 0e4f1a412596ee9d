using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Search.Training;

/// <summary>
/// Trains a linear ranker on clicked searches, weighed against the bias of positions, from another ranker on; and goes as far
/// towards it as later searches confirm, by the rule of one standard error. What a list does not show is not learned from: a linear
/// ranker that begins with one that is good for all items says nothing wild of the others. The same searches give the same ranker.
/// </summary>
public sealed class ClickTrainer
{
    private const int F = SearchFeatures.Count;

    /// <summary>τ at first: the scores of the fixed mix lie between 0 and 2, too near to one another for a softmax.</summary>
    private const float FirstTemperature = 5;

    /// <summary>Below it the first ranker would count for nothing.</summary>
    private const float TemperatureMin = 0.5f;

    /// <summary>Shares of the way, the nearest to the first ranker first.</summary>
    private static readonly float[] _shares = [0, 0.25f, 0.5f, 1];

    private readonly ClickTraining _training;
    private readonly RankerModel _first;

    /// <param name="training">How it is trained.</param>
    /// <param name="first">A linear ranker that training begins with; null for the fixed mix.</param>
    public ClickTrainer(ClickTraining training, RankerModel? first = null) =>
        (_training, _first) = (training, first ?? SearchRanker.Fixed);

    /// <summary>Trains, and lets the latest searches choose.</summary>
    /// <param name="queries">By rising time; those without a gain teach nothing.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public ClickTrained Train(IReadOnlyList<ClickedQuery> queries, CancellationToken cancellationToken)
    {
        ClickedQuery[] clicked = [.. queries.Where(query => query.Gains.Any(gain => gain > 0))];
        var later = (int)(clicked.Length * _training.LaterShare);
        if (clicked.Length < _training.SearchesMin || later == 0)
        {
            return new ClickTrained(_first, 0, clicked.Length, 0, 0, 0);
        }

        var change = Climb(clicked[..^later], cancellationToken);
        var (share, gain, error) = Choose(clicked[^later..], change);
        var ranker = share == 0 ? _first : Moved(change, share);
        return new ClickTrained(ranker, share, clicked.Length - later, later, gain, error);
    }

    /// <summary>What is learned, by feature, in units of the first ranker's score.</summary>
    private float[] Climb(IReadOnlyList<ClickedQuery> queries, CancellationToken cancellationToken)
    {
        var loss = new ClickLoss(queries, _first);
        var (values, gradient) = (new float[F + 1], new float[F + 1]);
        values[F] = FirstTemperature;
        var adam = new AdamOptimizer(values.Length);
        for (var step = 0; step < _training.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            loss.Fill(values, gradient);
            for (var f = 0; f < F; f++)
            {
                gradient[f] += _training.Decay * values[f];
            }

            var rate = _training.StepSize * (float)(0.5 * (1 + Math.Cos(Math.PI * step / _training.Steps)));
            adam.Step(values, gradient, rate);
        }

        var change = new float[F];
        for (var f = 0; f < F; f++)
        {
            change[f] = values[f] * loss.Scale[f] / Math.Max(TemperatureMin, values[F]);
        }

        return change;
    }

    private RankerModel Moved(float[] change, float share)
    {
        float[] linear = [.. _first.Linear];
        for (var weight = 0; weight < linear.Length; weight++)
        {
            linear[weight] += share * change[weight % F];
        }

        return _first with { Linear = linear };
    }

    private (float Share, double Gain, double Error) Choose(ClickedQuery[] later, float[] change)
    {
        double[] before = [.. later.Select(query => WorthOf(query, _first))];
        var gains = new double[_shares.Length][];
        for (var i = 0; i < _shares.Length; i++)
        {
            var ranker = Moved(change, _shares[i]);
            gains[i] = [.. later.Select((query, at) => _shares[i] == 0 ? 0 : WorthOf(query, ranker) - before[at])];
        }

        // By the mean of the best orders, not by each search's own: that would take the weight of a single click out again.
        var ideal = later.Average(query => DiscountedOf(query.Gains.OrderDescending()));
        double[] means = [.. gains.Select(own => own.Average())];
        var best = Array.IndexOf(means, means.Max());
        var error = Math.Sqrt(gains[best].Sum(gain => (gain - means[best]) * (gain - means[best]))) / later.Length;
        var chosen = Array.FindIndex(means, mean => mean >= means[best] - error);
        return (_shares[chosen], means[chosen] / ideal, error / ideal);
    }

    /// <summary>The discounted gain of the clicks in a ranker's order.</summary>
    private static double WorthOf(ClickedQuery query, RankerModel ranker)
    {
        float[] keys = [.. ClickLoss.ScoresOf(query, ranker).Select(score => -score)];
        float[] gains = [.. query.Gains];
        Array.Sort(keys, gains);
        return DiscountedOf(gains);
    }

    private static double DiscountedOf(IEnumerable<float> gains) => gains.Select((gain, place) => gain / Math.Log2(place + 2)).Sum();
}
