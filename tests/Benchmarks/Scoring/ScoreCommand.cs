using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Scoring;
using StreamReco.Stages;
using StreamReco.Stages.Scoring;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Scoring;

/// <summary>Command <c>score</c>.</summary>
internal sealed class ScoreCommand : Command
{
    private const int Items = 20_000;
    private const int Rounds = 5;

    public ScoreCommand()
        : base(
            "score",
            """
            The inference stage (batcher and scorer, with filling, padding and reading back) beside a bare ONNX Runtime
            loop that runs the same graph on a bound batch of exactly that size. 20,000 items, 100 candidates, the same
            session options; the batcher does not wait for more users. Rounds in turn, the median of their ratios.
            """) => SetAction((_, _) => RunAsync());

    private static async Task<int> RunAsync()
    {
        Console.WriteLine("  D  users   bare us/user  stage us/user  stage/bare (min..max)");
        foreach (var dimensions in new[] { 32, 64 })
        {
            CatalogItem[] items = [.. Enumerable.Range(0, Items).Select(
                i => new CatalogItem($"i{i}", $"i{i}", null, null, 10, Available: true))];
            var model = RandomModel.Create(items, dimensions);
            foreach (var users in new[] { 1, 32, 64 })
            {
                await CompareAsync(model, users);
            }
        }

        return 0;
    }

    private static async Task CompareAsync(ModelArtifact model, int users)
    {
        var requests = Requests(model, users);
        using var bare = new BareLoop(model, requests);
        var scorer = OnnxScorers.OfModel(model, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = 64 });
        await using var batcher = new ScoreBatcher<ScoreRequest>(scorer, new ScoreOptions { BatchWaitMsMax = 0 }, TimeProvider.System);
        var calls = Math.Max(20, 2_000 / users);
        var results = new List<(double Bare, double Stage)>();
        for (var round = 0; round <= Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            bare.Run(calls);
            var bareTime = Stopwatch.GetElapsedTime(started);
            started = Stopwatch.GetTimestamp();
            for (var call = 0; call < calls; call++)
            {
                await batcher.ScoreAsync(requests, CancellationToken.None);
            }

            var stageTime = Stopwatch.GetElapsedTime(started);
            results.Add((bareTime.TotalMicroseconds / calls / users, stageTime.TotalMicroseconds / calls / users));
        }

        Print(model.Items.Dimensions, users, [.. results.Skip(1)]);
    }

    private static void Print(int dimensions, int users, IReadOnlyList<(double Bare, double Stage)> results)
    {
        double[] ratios = [.. results.Select(r => r.Stage / r.Bare).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{dimensions,3} {users,6} {results.Min(r => r.Bare),14:F1} {results.Min(r => r.Stage),14:F1}  {ratios[ratios.Length / 2]:F2} ({ratios[0]:F2}..{ratios[^1]:F2})"));
    }

    private static ScoreRequest[] Requests(ModelArtifact model, int users)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, users).Select(_ => Request(model, random))];
    }

    private static ScoreRequest Request(ModelArtifact model, Random random)
    {
        var request = new ScoreRequest(model.Manifest.Features) { HasFeatures = true };
        for (var d = 0; d < request.UserVector.Length; d++)
        {
            request.UserVector[d] = random.NextSingle() - 0.5f;
        }

        for (var l = 0; l < request.RecentRows.Length; l++)
        {
            request.RecentRows[l] = random.Next(Items);
            request.RecentWeights[l] = model.Manifest.Features.WeightOf(l);
        }

        return request;
    }
}
