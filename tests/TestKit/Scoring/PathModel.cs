using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Training;

namespace StreamReco.TestKit.Scoring;

/// <summary>A real, small model on disk, trained once per test run: 60 items in 6 groups that are viewed together.</summary>
public static class PathModel
{
    public const int Items = 60;

    private static readonly Lazy<string> _directory = new(Train);

    public static string Directory => _directory.Value;

    /// <summary>Another model of the same shop.</summary>
    /// <param name="dimensions">D.</param>
    /// <param name="seed">Other seeds make other sessions.</param>
    public static ModelArtifact Make(int dimensions, int seed)
    {
        var random = new Random(seed);
        var clicks = new List<HistoricClick>();
        for (var session = 0; session < 400; session++)
        {
            var group = random.Next(6);
            for (var click = 0; click < 6; click++)
            {
                var item = $"i{(group * 10) + random.Next(10)}";
                clicks.Add(new HistoricClick($"s{session}", $"s{session}", item, clicks.Count * 1000L, EventType.ViewItem));
            }
        }

        var data = new ClickDataset(clicks, [], new Dictionary<string, long>(), null);
        var settings = new TrainingSettings { Name = "path", Dimensions = dimensions, Candidates = 40 };
        return new ModelTrainer(TimeProvider.System).Train(data, settings, ["made up"], null, CancellationToken.None);
    }

    private static string Train()
    {
        var model = Make(dimensions: 8, seed: 7);
        var directory = System.IO.Directory.CreateTempSubdirectory("streamreco-path-model-").FullName;
        ModelArtifactWriter.Write(Path.Combine(directory, "model"), model);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(directory, recursive: true);
        return Path.Combine(directory, "model");
    }
}
