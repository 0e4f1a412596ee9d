using StreamReco.Models.Ranking;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// What a score is made of: by how much it would fall without the features of each reason. For a linear ranker the shares
/// add up to the score.
/// </summary>
public sealed class SearchReasons
{
    private static readonly string[] _names =
        [.. SearchFeatures.Names.Select(name => name.Split(':')[0]).Distinct(StringComparer.Ordinal)];

    /// <summary>By column, the place of its reason in <see cref="_names"/>.</summary>
    private static readonly int[] _reasonOf =
        [.. SearchFeatures.Names.Select(name => Array.IndexOf(_names, name.Split(':')[0]))];

    private readonly RankerModel _ranker;
    private readonly RankColumns _columns;
    private readonly bool _isLinear;

    /// <param name="ranker">The ranker that is explained.</param>
    /// <param name="columns">What it is given; null for all that the program computes.</param>
    public SearchReasons(RankerModel ranker, RankColumns? columns = null)
    {
        (_ranker, _columns) = (ranker, columns ?? RankColumns.Own);
        _isLinear = ranker.OutputWeights.AsSpan().IndexOfAnyExcept(0f) < 0;
    }

    /// <summary>The reasons of one row of features, the largest first; those without a share are left out.</summary>
    public IReadOnlyList<SearchReason> Of(ReadOnlySpan<float> features, int lengthClass)
    {
        Span<float> shares = stackalloc float[_names.Length];
        shares.Clear();
        if (_isLinear)
        {
            AddProducts(features, _ranker.LinearOf(lengthClass), shares);
        }
        else
        {
            AddDifferences(features, lengthClass, shares);
        }

        return Listed(shares);
    }

    /// <summary>Each feature of a row with its share of the score, in the order of the columns.</summary>
    public IReadOnlyList<FeatureShare> FeaturesOf(ReadOnlySpan<float> features, int lengthClass)
    {
        var listed = new FeatureShare[features.Length];
        var whole = ScoreOf(features, lengthClass);
        var without = features.ToArray();
        for (var column = 0; column < listed.Length; column++)
        {
            without[column] = 0;
            listed[column] = new FeatureShare(
                SearchFeatures.Names[column], features[column], whole - ScoreOf(without, lengthClass));
            without[column] = features[column];
        }

        return listed;
    }

    private float ScoreOf(ReadOnlySpan<float> features, int lengthClass)
    {
        if (_columns.IsOwn)
        {
            return _ranker.Score(features, lengthClass);
        }

        Span<float> given = stackalloc float[_columns.Count];
        _columns.Gather(features, given);
        return _ranker.Score(given, lengthClass);
    }

    private void AddProducts(ReadOnlySpan<float> features, ReadOnlySpan<float> weights, Span<float> shares)
    {
        for (var column = 0; column < weights.Length; column++)
        {
            if (_columns.SourceOf(column) is var source and >= 0)
            {
                shares[_reasonOf[source]] += weights[column] * features[source];
            }
        }
    }

    private void AddDifferences(ReadOnlySpan<float> features, int lengthClass, Span<float> shares)
    {
        var whole = ScoreOf(features, lengthClass);
        var without = new float[features.Length];
        for (var reason = 0; reason < shares.Length; reason++)
        {
            for (var column = 0; column < without.Length; column++)
            {
                without[column] = _reasonOf[column] == reason ? 0 : features[column];
            }

            shares[reason] = whole - ScoreOf(without, lengthClass);
        }
    }

    private static SearchReason[] Listed(ReadOnlySpan<float> shares)
    {
        var listed = new SearchReason[shares.Length - shares.Count(0f)];
        for (int reason = 0, at = 0; reason < shares.Length; reason++)
        {
            if (shares[reason] != 0)
            {
                listed[at++] = new SearchReason(_names[reason], shares[reason]);
            }
        }

        Array.Sort(listed, static (a, b) => Math.Abs(b.Share).CompareTo(Math.Abs(a.Share)) is var order && order != 0
            ? order : string.CompareOrdinal(a.Reason, b.Reason));
        return listed;
    }
}
