using System.Numerics.Tensors;

namespace StreamReco.Models.Ranking;

/// <summary>
/// Which source moved a candidate most: the one without whose features (its score, its place, its counters) the ranker's
/// score would fall furthest. For one thread.
/// </summary>
public sealed class SourceInfluence
{
    private readonly RankerModel _ranker;
    private readonly int[][] _columns;
    private readonly float[] _sums;
    private readonly float[] _without;

    public SourceInfluence(RankPlan plan, RankerModel ranker)
    {
        _ranker = ranker;
        var names = plan.Layout().Features;
        _columns =
        [
            .. plan.Sources.Select(source => Enumerable.Range(0, names.Count)
                .Where(column => names[column].StartsWith(source.Name + ":", StringComparison.Ordinal))
                .ToArray()),
        ];
        (_sums, _without) = (new float[ranker.Hidden], new float[ranker.Hidden]);
    }

    /// <summary>The source's place in the plan; -1 where no source speaks for the candidate.</summary>
    /// <remarks>A source's features are taken out of the hidden layer's sums instead of computing these anew.</remarks>
    public int Strongest(RankRequest request, int candidate)
    {
        var features = request.FeaturesOf(candidate);
        var linear = _ranker.LinearOf(request.LengthClass);
        HiddenLayer.Forward(features, _ranker.HiddenWeights, _ranker.HiddenBias, _sums);
        var whole = Output(_sums);
        var (strongest, fall) = (-1, 0f);
        for (var source = 0; source < _columns.Length; source++)
        {
            if (features[source] == 0)
            {
                continue; // The first features are the sources' scores: this one did not find the item.
            }

            _sums.CopyTo(_without, 0);
            var lost = 0f;
            foreach (var column in _columns[source])
            {
                if (features[column] != 0)
                {
                    lost += linear[column] * features[column];
                    TensorPrimitives.MultiplyAdd(HiddenWeightsOf(column), -features[column], _without, _without);
                }
            }

            var difference = whole + lost - Output(_without);
            (strongest, fall) = strongest < 0 || difference > fall ? (source, difference) : (strongest, fall);
        }

        return strongest;
    }

    private ReadOnlySpan<float> HiddenWeightsOf(int column) =>
        _ranker.HiddenWeights.AsSpan(column * _ranker.Hidden, _ranker.Hidden);

    /// <summary>What the hidden units add to the score.</summary>
    private float Output(float[] sums) => GeluSum.Of(sums, _ranker.OutputWeights);
}
