using StreamReco.Models.Artifacts;
using StreamReco.Models.Features;
using StreamReco.Models.Items;

namespace StreamReco.TestKit.Scoring;

/// <summary>Models of a few items with seeded factors: ids <c>i0</c>, <c>i1</c>, ... and categories <c>c0</c>, <c>c1</c>, <c>c2</c> in turn.</summary>
public static class SmallModel
{
    public const int Categories = 3;

    /// <param name="items">N.</param>
    /// <param name="dimensions">D.</param>
    /// <param name="recentItems">L.</param>
    /// <param name="candidates">K.</param>
    /// <param name="seed">Another seed gives another item space, and so another fingerprint and version.</param>
    public static ModelArtifact Create(int items = 12, int dimensions = 4, int recentItems = 4, int candidates = 8, int seed = 1)
    {
        var random = new Random(seed);
        var layout = new FeatureLayout(dimensions, recentItems, Math.Min(candidates, items), 0.5f);
        var factors = new float[items * dimensions];
        for (var i = 0; i < factors.Length; i++)
        {
            factors[i] = (random.NextSingle() * 2f) - 1f;
        }

        CatalogItem[] info =
            [.. Enumerable.Range(0, items).Select(i => new CatalogItem($"i{i}", $"Item {i}", $"c{i % Categories}", null, 10 + i, true))];
        var training = new TrainingSummary("none", [], 0, 0, null, null, new Dictionary<string, double>(), seed);
        return ModelArtifactBuilder.Build(
            "small", DateTimeOffset.UnixEpoch, layout, info, factors, UnitPrior(dimensions), [.. Enumerable.Range(0, items).Reverse()],
            ReadOnlyMemory<byte>.Empty, training);
    }

    private static float[] UnitPrior(int dimensions)
    {
        var prior = new float[dimensions * (dimensions + 1) / 2];
        for (int i = 0, row = 0; i < dimensions; row += ++i)
        {
            prior[row + i] = 1f;
        }

        return prior;
    }
}
