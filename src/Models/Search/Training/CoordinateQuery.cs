using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Search.Training;

/// <summary>A judged query whose order is tried with one weight changed at a time. For one thread.</summary>
internal sealed class CoordinateQuery
{
    private const int F = SearchFeatures.Count;
    private const int Cut = 10;
    private const int Depth = 100;
    private const int RelevantFrom = 2;

    private readonly RankedQuery _query;
    private readonly float[] _scores;
    private readonly float[] _keys;
    private readonly int[] _order;
    private readonly double _ideal;
    private readonly int _relevant;

    public CoordinateQuery(RankedQuery query)
    {
        _query = query;
        (_scores, _keys, _order) = (new float[query.Grades.Length], new float[query.Grades.Length], new int[query.Grades.Length]);
        _ideal = query.Grades.OrderDescending().Take(Cut).Select((grade, place) => GainOf(grade, place)).Sum();
        _relevant = query.Grades.Count(grade => grade >= RelevantFrom);
    }

    /// <summary>Whether a candidate is good.</summary>
    public bool HasGood => _ideal > 0;

    /// <summary>The standard deviation of a feature among the candidates.</summary>
    public double SpreadOf(int feature)
    {
        var (sum, squares, count) = (0.0, 0.0, _query.Grades.Length);
        for (var i = 0; i < count; i++)
        {
            double value = _query.Features[(i * F) + feature];
            (sum, squares) = (sum + value, squares + (value * value));
        }

        return Math.Sqrt(Math.Max(0, (squares / count) - (sum / count * sum / count)));
    }

    /// <summary>Scores the candidates.</summary>
    public void Begin(float[] weights)
    {
        Array.Clear(_scores);
        for (var f = 0; f < F; f++)
        {
            if (weights[f] != 0)
            {
                Move(f, weights[f]);
            }
        }
    }

    /// <summary>Changes the weight of a feature.</summary>
    public void Move(int feature, float change)
    {
        for (var i = 0; i < _scores.Length; i++)
        {
            _scores[i] += change * _query.Features[(i * F) + feature];
        }
    }

    /// <summary>nDCG@10, and the share of good items among the first 100, with a weight changed.</summary>
    public double Worth(int feature, float change, double recallWeight)
    {
        for (var i = 0; i < _scores.Length; i++)
        {
            _keys[i] = -(_scores[i] + (change * _query.Features[(i * F) + feature]));
            _order[i] = i;
        }

        Array.Sort(_keys, _order);
        var (gain, found) = (0.0, 0);
        for (var place = 0; place < Math.Min(Depth, _order.Length); place++)
        {
            var grade = _query.Grades[_order[place]];
            gain += place < Cut ? GainOf(grade, place) : 0;
            found += grade >= RelevantFrom ? 1 : 0;
        }

        return (gain / _ideal) + (_relevant == 0 ? 0 : recallWeight * found / _relevant);
    }

    private static double GainOf(int grade, int place) => (Math.Pow(2, Math.Max(0, grade)) - 1) / Math.Log2(place + 2);
}
