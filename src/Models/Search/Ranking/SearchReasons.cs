using StreamReco.Models.Ranking;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// What a score is made of: by how much it would fall without the features of each reason. For a linear ranker the shares
/// add up to the score.
/// </summary>
public sealed class SearchReasons
{
    private readonly RankerModel _ranker;
    private readonly (string Reason, int[] Columns)[] _reasons;

    /// <param name="ranker">The ranker that is explained.</param>
    public SearchReasons(RankerModel ranker)
    {
        _ranker = ranker;
        _reasons =
        [
            .. SearchFeatures.Names.Select((name, column) => (Reason: name.Split(':')[0], column))
                .GroupBy(pair => pair.Reason, pair => pair.column)
                .Select(group => (group.Key, group.ToArray())),
        ];
    }

    /// <summary>The reasons of one row of features, the largest first; those without a share are left out.</summary>
    public IReadOnlyList<SearchReason> Of(ReadOnlySpan<float> features, int lengthClass)
    {
        var whole = _ranker.Score(features, lengthClass);
        var without = new float[features.Length];
        var shares = new List<SearchReason>();
        foreach (var (reason, columns) in _reasons)
        {
            features.CopyTo(without);
            foreach (var column in columns)
            {
                without[column] = 0;
            }

            var share = whole - _ranker.Score(without, lengthClass);
            if (share != 0)
            {
                shares.Add(new SearchReason(reason, share));
            }
        }

        return [.. shares.OrderByDescending(share => Math.Abs(share.Share)).ThenBy(share => share.Reason, StringComparer.Ordinal)];
    }
}
