using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Onnx;
using StreamReco.Models.Training;

namespace StreamReco.TestKit.Measures;

/// <summary>A model of real size with random factors: what it recommends is senseless, what it costs is not.</summary>
public static class RandomModel
{
    /// <param name="items">N items of the shop.</param>
    /// <param name="dimensions">D.</param>
    public static ModelArtifact Create(IReadOnlyList<CatalogItem> items, int dimensions)
    {
        var random = new Random(1);
        var settings = new TrainingSettings { Dimensions = dimensions };
        var layout = settings.LayoutFor(items.Count);
        var factors = Factors(items.Count, dimensions, random);
        var context = Factors(items.Count, dimensions, random);
        var graph = OnnxGraphWriter.Write(
            layout, new GraphWeights(items.Count, factors, context, settings.UserWeight, settings.SessionWeight));
        var summary = new TrainingSummary("none", [], 0, 0, null, null, new Dictionary<string, double>(StringComparer.Ordinal), 1);
        return ModelArtifactBuilder.Build(
            "random", DateTimeOffset.UnixEpoch, layout, items, factors, UnitPrior(dimensions),
            [.. Enumerable.Range(0, Math.Min(1000, items.Count))], graph, summary);
    }

    private static float[] Factors(int items, int dimensions, Random random)
    {
        var factors = new float[items * dimensions];
        for (var i = 0; i < factors.Length; i++)
        {
            factors[i] = random.NextSingle() - 0.5f;
        }

        return factors;
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
