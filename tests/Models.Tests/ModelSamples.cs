using StreamReco.Models.Artifacts;
using StreamReco.Models.Features;
using StreamReco.Models.Items;
using StreamReco.Models.Onnx;
using StreamReco.Models.Scoring;

namespace StreamReco.Models.Tests;

/// <summary>Small models and requests of seeded random content.</summary>
internal static class ModelSamples
{
    public static readonly DateTimeOffset Created = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static float[] Floats(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2f) - 1f)];

    public static ModelArtifact Model(int items, int dimensions = 8, int recent = 4, int candidates = 5, int seed = 1)
    {
        var random = new Random(seed);
        var layout = new FeatureLayout(dimensions, recent, candidates, 0.5f);
        var factors = Floats(random, items * dimensions);
        var context = Floats(random, items * dimensions);
        return Model(layout, factors, context, 0.4f, 1.5f);
    }

    public static ModelArtifact Model(FeatureLayout layout, float[] factors, float[] context, float userWeight, float sessionWeight)
    {
        var items = factors.Length / layout.Dimensions;
        var graph = OnnxGraphWriter.Write(layout, new GraphWeights(items, factors, context, userWeight, sessionWeight));
        CatalogItem[] info =
            [.. Enumerable.Range(0, items).Select(i => new CatalogItem($"i{i}", $"Item {i}", i % 2 == 0 ? "even" : null, null, i % 3 == 0 ? i : double.NaN, true))];
        var training = new TrainingSummary("test", ["none"], 10, 3, null, null, new Dictionary<string, double> { ["alpha0"] = 0.1 }, 1);
        return ModelArtifactBuilder.Build(
            "sample", Created, layout, info, factors, UnitPrior(layout.Dimensions), [2, 0, 1], graph, training);
    }

    public static float[] UnitPrior(int dimensions)
    {
        var prior = new float[dimensions * (dimensions + 1) / 2];
        for (int i = 0, row = 0; i < dimensions; row += ++i)
        {
            prior[row + i] = 1f;
        }

        return prior;
    }

    public static ScoreRequest Request(FeatureLayout layout, int items, Random random)
    {
        var request = new ScoreRequest(layout) { HasFeatures = true };
        Floats(random, layout.Dimensions).CopyTo(request.UserVector, 0);
        var known = random.Next(0, layout.RecentItems + 1);
        for (var l = 0; l < layout.RecentItems; l++)
        {
            request.RecentRows[l] = l < known ? random.Next(items) : items;
            request.RecentWeights[l] = l < known ? layout.WeightOf(l) : 0f;
        }

        return request;
    }
}
