namespace StreamReco.Models.Ranking;

/// <summary>
/// Which source moved a candidate most: the one without whose features (its score, its place, its counters) the ranker's
/// score would fall furthest. For one thread.
/// </summary>
public sealed class SourceInfluence
{
    private readonly RankerModel _ranker;
    private readonly int[][] _columns;
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
        _without = new float[names.Count];
    }

    /// <summary>The source's place in the plan; -1 where no source speaks for the candidate.</summary>
    public int Strongest(RankRequest request, int candidate)
    {
        var features = request.FeaturesOf(candidate);
        var whole = _ranker.Score(features, request.LengthClass);
        var (strongest, fall) = (-1, 0f);
        for (var source = 0; source < _columns.Length; source++)
        {
            if (features[source] == 0)
            {
                continue; // The first features are the sources' scores: this one did not find the item.
            }

            features.CopyTo(_without);
            foreach (var column in _columns[source])
            {
                _without[column] = 0;
            }

            var difference = whole - _ranker.Score(_without, request.LengthClass);
            (strongest, fall) = strongest < 0 || difference > fall ? (source, difference) : (strongest, fall);
        }

        return strongest;
    }
}
