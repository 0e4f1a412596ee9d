using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;

namespace StreamReco.Benchmarks.Path;

/// <summary>The recommender as <c>run</c> starts it, with a scorer of our choice and an empty SQLite file.</summary>
internal static class PathProgram
{
    /// <param name="kafka">How Kafka is reached; the topics.</param>
    /// <param name="settings">What is timed.</param>
    /// <param name="model">The model; a stack is always scored.</param>
    /// <param name="scored">Whether the model's graph finds candidates, or nothing does.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<Timing> RunAsync(
        KafkaOptions kafka, PathSettings settings, ModelArtifact model, bool scored, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-bench-").FullName;
        try
        {
            var options = OptionsFor(kafka, settings, folder);
            var scorers = ScorersOf(options, model, scored);
            await using var services = NodeServices.Of(options, model, scorers, TimeProvider.System);
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
        var timing = await CommitClock.WatchAsync(() => node.Progress().Read, settings.Warmup, settings.Clicks, running, settings.BrokerPids, cancel);
        await stop.CancelAsync();
        await running;
        var report = node.Report();
        if (report.Read != settings.Clicks)
        {
            throw new InvalidOperationException($"The path read {report.Read} records of {settings.Clicks} clicks.");
        }

        Console.Error.WriteLine(
            $"    applied {report.Applied}, duplicate {report.Duplicate}, rejected {report.RejectedTotal}, answers {report.Answers}, commits {report.ThisRun!.Commits}");
        return timing with { Answers = report.Answers };
    }

    /// <summary>The model's graphs on the CPU, or a scorer that finds nothing.</summary>
    internal static ModelScorers ScorersOf(StreamRecoOptions options, ModelArtifact model, bool scored)
    {
        var batch = options.Pipeline.Score.BatchSizeMax;
        return scored || model.Stack is not null
            ? ModelScorers.Open(model, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = batch })
            : new ModelScorers(new IdleScorer(batch));
    }

    internal static StreamRecoOptions OptionsFor(KafkaOptions kafka, PathSettings settings, string folder)
    {
        kafka.Delivery = settings.AtLeastOnce ? KafkaOptions.AtLeastOnce : KafkaOptions.ExactlyOnce;
        var options = new StreamRecoOptions { Kafka = kafka };
        options.State.Connection = System.IO.Path.Combine(folder, "state.db");
        options.Pipeline.Trigger.EmitIntervalMs = settings.EmitIntervalMs;
        return options;
    }
}
