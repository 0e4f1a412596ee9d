using StreamReco.Models.Ranking;

namespace StreamReco.Models.Search.Ranking;

/// <summary>The rankers of found items.</summary>
public static class SearchRanker
{
    /// <summary>
    /// The order where nothing was learned: text first, the share of the words that an item has, then what the name says of
    /// them. Each number is a share of the best match's text, so that one can read what outweighs what.
    /// </summary>
    private static readonly (int Feature, float Weight)[] _fixed =
    [
        (SearchFeatures.TextShare, 1),
        (SearchFeatures.BestField, 0.2f),
        (SearchFeatures.WordShare, 0.2f),
        (SearchFeatures.NameShare, 0.1f),
        (SearchFeatures.Phrase, 0.1f),
        (SearchFeatures.IsTyped, 0.1f),
        (SearchFeatures.IsModifier, -0.1f),
        (SearchFeatures.AfterPurpose, -0.1f),
        (SearchFeatures.ClickValue, 0.2f),
        (SearchFeatures.BrandTaste, 0.1f),
        (SearchFeatures.CategoryTaste, 0.1f),
    ];

    /// <summary>The fixed mix as a ranker: the same graph as a learned one.</summary>
    public static RankerModel Fixed { get; } = OfWeights(_fixed);

    /// <summary>The order of BM25F alone.</summary>
    public static RankerModel TextOnly { get; } = OfWeights([(SearchFeatures.TextLog, 1)]);

    /// <summary>A linear ranker with the same weights for queries of every length.</summary>
    public static RankerModel OfWeights(IEnumerable<(int Feature, float Weight)> weights)
    {
        const int Features = SearchFeatures.Count;
        var linear = new float[RankLayout.Classes * Features];
        foreach (var (feature, weight) in weights)
        {
            for (var length = 0; length < RankLayout.Classes; length++)
            {
                linear[(length * Features) + feature] = weight;
            }
        }

        return new RankerModel(
            Features,
            HiddenLayer.Block,
            linear,
            new float[Features * HiddenLayer.Block],
            new float[HiddenLayer.Block],
            new float[HiddenLayer.Block]);
    }
}
