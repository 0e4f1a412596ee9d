using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Ranking;
using StreamReco.Models.Training;
using StreamReco.Models.Training.Stack;

namespace StreamReco.TestKit.Scoring;

/// <summary>
/// Real, small models on disk, trained once per test run where they are asked for: 60 items in 6 groups that are viewed
/// together.
/// </summary>
public static class PathModel
{
    public const int Items = 60;

    private static readonly Lazy<string> _directory = new(() => Write(Make(dimensions: 8, seed: 7)));

    private static readonly Lazy<string> _stackDirectory = new(() => Write(MakeStack()));

    private static readonly string[] _names = ["wool coat", "silk scarf", "steel pan", "oak desk", "floor lamp", "garden hose"];

    /// <summary>The model of one graph.</summary>
    public static string Directory => _directory.Value;

    /// <summary>A stack of all sources, encoder and ranker.</summary>
    public static string StackDirectory => _stackDirectory.Value;

    /// <summary>Another model of the same shop.</summary>
    /// <param name="dimensions">D.</param>
    /// <param name="seed">Other seeds make other sessions.</param>
    /// <param name="prefix">What ids of items begin with: another prefix makes the model of another shop.</param>
    public static ModelArtifact Make(int dimensions, int seed, string prefix = "i") => Make(dimensions, Sessions(seed, prefix), stack: null);

    /// <summary>A stack of the same shop that knows what is said of its items, with a gate that it has learned.</summary>
    public static ModelArtifact MakeStackWithContent(int seed = 7)
    {
        var data = Sessions(seed) with { Catalog = [.. Enumerable.Range(0, Items).Select(i => ItemOf($"i{i}", i / 10))] };
        var stack = new TwoStageTrainer(
            new TwoStageSettings { Threads = 1, BudgetMinutes = 0.001, Without = [RankPlan.Encoder] }, TimeProvider.System)
            .Train(data, progress: null, CancellationToken.None);
        return Make(dimensions: 8, data, stack);
    }

    /// <summary>What the catalog says of an item of one of the six groups.</summary>
    public static CatalogItem ItemOf(string id, int group) =>
        new(id, $"{_names[group]} {id}", $"group{group}", "acme", 10 * (group + 1), Available: true);

    private static ModelArtifact MakeStack()
    {
        var data = Sessions(seed: 7);
        var stack = new TwoStageTrainer(new TwoStageSettings { BudgetMinutes = 0.05, Threads = 1 }, TimeProvider.System)
            .Train(data, progress: null, CancellationToken.None);
        return Make(dimensions: 8, data, stack);
    }

    private static ClickDataset Sessions(int seed, string prefix = "i")
    {
        var random = new Random(seed);
        var clicks = new List<HistoricClick>();
        for (var session = 0; session < 400; session++)
        {
            var group = random.Next(6);
            for (var click = 0; click < 6; click++)
            {
                var item = $"{prefix}{(group * 10) + random.Next(10)}";
                clicks.Add(new HistoricClick($"s{session}", $"s{session}", item, clicks.Count * 1000L, EventType.ViewItem));
            }
        }

        return new ClickDataset(clicks, [], new Dictionary<string, long>(), null);
    }

    private static ModelArtifact Make(int dimensions, ClickDataset data, TwoStageModel? stack)
    {
        var settings = new TrainingSettings { Name = "path", Dimensions = dimensions, Candidates = 40 };
        return new ModelTrainer(TimeProvider.System).Train(data, settings, ["made up"], null, CancellationToken.None, stack);
    }

    private static string Write(ModelArtifact model)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("streamreco-path-model-").FullName;
        ModelArtifactWriter.Write(Path.Combine(directory, "model"), model);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(directory, recursive: true);
        return Path.Combine(directory, "model");
    }
}
