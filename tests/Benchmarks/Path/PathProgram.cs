using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;

namespace StreamReco.Benchmarks.Path;

/// <summary>The recommender as <c>run</c> starts it, with a scorer of our choice and an empty SQLite file.</summary>
internal static class PathProgram
{
    public static async Task<Timing> RunAsync(
        KafkaOptions kafka, PathSettings settings, ModelArtifact model, bool scored, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-bench-").FullName;
        try
        {
            var options = OptionsFor(kafka, settings, folder);
            var score = options.Pipeline.Score;
            IBatchScorer<ScoreRequest> scorer = scored
                ? OnnxScorers.OfModel(model, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = score.BatchSizeMax })
                : new IdleScorer(score.BatchSizeMax);
            await using var services = NodeServices.Of(options, model, new ModelScorers(scorer), TimeProvider.System);
            return await TimeAsync(await services.StartNodeAsync(cancel), settings, cancel);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Timing> TimeAsync(RecommenderNode node, PathSettings settings, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = node.RunAsync(untilEnd: false, stop.Token);
        var timing = await CommitClock.WatchAsync(() => node.Progress().Read, settings.Warmup, settings.Clicks, running, cancel);
        await stop.CancelAsync();
        await running;
        var report = node.Report();
        if (report.Read != settings.Clicks)
        {
            throw new InvalidOperationException($"The path read {report.Read} records of {settings.Clicks} clicks.");
        }

        Console.Error.WriteLine(
            $"    applied {report.Applied}, duplicate {report.Duplicate}, rejected {report.RejectedTotal}, answers {report.Answers}, commits {report.ThisRun!.Commits}");
        return timing;
    }

    private static StreamRecoOptions OptionsFor(KafkaOptions kafka, PathSettings settings, string folder)
    {
        kafka.Delivery = settings.AtLeastOnce ? KafkaOptions.AtLeastOnce : KafkaOptions.ExactlyOnce;
        var options = new StreamRecoOptions { Kafka = kafka };
        options.State.Connection = System.IO.Path.Combine(folder, "state.db");
        options.Pipeline.Trigger.EmitIntervalMs = settings.EmitIntervalMs;
        return options;
    }
}
