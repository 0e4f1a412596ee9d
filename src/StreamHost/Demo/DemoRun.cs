using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Http;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Demo;

/// <summary>
/// The demo from end to end: a broker, a small model, a player that writes clicks, the pipeline as a real Kafka client,
/// and a viewer that reads the answers.
/// </summary>
internal sealed class DemoRun(DemoSettings settings, StreamRecoOptions options, ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>Plays, shows, and ends with the report.</summary>
    /// <param name="screen">Where progress goes.</param>
    /// <param name="stop">Ctrl-C: the player stops, everything written is answered, then the demo ends.</param>
    public async Task<NodeReport> RunAsync(IDemoScreen screen, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-demo-");
        try
        {
            return await RunAsync(folder.FullName, screen, stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<NodeReport> RunAsync(string folder, IDemoScreen screen, CancellationToken stop)
    {
        if (settings.Bootstrap is null)
        {
            options.State.Connection = Path.Combine(folder, "state.db");
        }

        await using var http = await NodeHttp.StartAsync(options, loggers, time, stop);
        screen.Say($"dashboard, API and metrics at {http.Url}");
        options.Kafka.Alerts = HasPlants && !options.Kafka.WritesAlerts ? DemoPlants.AlertsTopic : options.Kafka.Alerts;
        using var broker = settings.Bootstrap is null ? StartBroker(screen) : null;
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var source = DemoSource.Open(settings, options.Pipeline, nowMs, stop);
        DescribeSource(source, screen);
        if (broker is null)
        {
            options.Kafka.Bootstrap = settings.Bootstrap!;
            await CreateTopicsAsync(stop);
        }

        options.Model.Directory = settings.ModelDirectory ?? await TrainAsync(source, Path.Combine(folder, "model"), screen, stop);
        return await PlayAsync(source, http, screen, stop);
    }

    private EmbeddedBroker StartBroker(IDemoScreen screen)
    {
        var broker = EmbeddedKafka.Start(options.Kafka, settings.Partitions);
        screen.Say($"embedded Kafka broker on {broker.Bootstrap}, {settings.Partitions} partitions");
        return broker;
    }

    private Task CreateTopicsAsync(CancellationToken stop) =>
        new TopicCreator(options.Kafka, options.Pipeline.Limits, loggers.CreateLogger<TopicCreator>(), time)
            .CreateAsync(new TopicPlan(settings.Partitions), stop);

    private static void DescribeSource(DemoSource source, IDemoScreen screen)
    {
        var count = source.Count is { } n ? $"{n:N0} records" : "records without end";
        screen.Say($"{source.Name}: {count}, {source.Catalog.Count:N0} items in the catalog");
        foreach (var columns in source.TrainOn.Columns)
        {
            screen.Say($"columns: {columns}");
        }

        if (source.TimeNote is not null)
        {
            screen.Say($"times: {source.TimeNote}");
        }

        foreach (var line in ClickDatasetLines.Skipped(source.Skipped))
        {
            screen.Say(line);
        }
    }

    private async Task<string> TrainAsync(DemoSource source, string directory, IDemoScreen screen, CancellationToken stop)
    {
        var training = new DemoTraining(source, time);
        screen.Say(training.Description);
        var model = await screen.TrainAsync(line => training.Train(line, stop));
        ModelArtifactWriter.Write(directory, model);
        return directory;
    }

    private async Task<NodeReport> PlayAsync(
        DemoSource shop, NodeHttp http, IDemoScreen screen, CancellationToken stop)
    {
        using var plants = HasPlants ? new DemoPlants(shop, options, time) : null;
        var source = plants?.Into(shop) ?? shop;
        using var writer = new RecordWriter(options.Kafka);
        WriteCatalog(source, writer, stop);
        await using var services = new ServiceCollection().AddStreamReco(options, loggers, time).AddHttp(http).BuildServiceProvider();
        var node = await services.StartNodeAsync(stop);
        using var end = new CancellationTokenSource();
        var player = new ClickPlayer(writer, options.Kafka.Clicks, time, plants?.Places);
        var experiment = HasExperiment ? new DemoExperiment(writer, options.Kafka.Clicks, settings.Seed) : null;
        var board = new RecommendationBoard(player, new RecommendationText(node.Catalog, node.Model), experiment, time);
        http.Attach(node, board.Latency);
        using var viewer = new RecommendationReader(options.Kafka, board.Add);
        var running = node.RunAsync(untilEnd: false, end.Token);
        var playing = PlayAllAsync(source, player, writer, node, http, viewer, plants, experiment, running, stop);
        await screen.WatchAsync(new DemoView(source, player, node, board, viewer, time), Task.WhenAny(playing, running));
        if (experiment is not null && !running.IsCompleted)
        {
            await SayVerdictAsync(experiment, node, screen);
        }

        var found = plants is null || running.IsCompleted ? [] : await plants.FindAsync(node, CancellationToken.None);
        await end.CancelAsync();
        await running;
        await playing;
        return Summarize(
            source, writer.Acknowledged - source.Catalog.Count + http.EventsWritten, experiment?.Written ?? 0, plants?.Places.Added ?? 0, found, node, board, viewer);
    }

    /// <summary>Only where nobody else has part, since an experiment stays in the log for good; and not where it hardly begins.</summary>
    private bool HasExperiment => settings.Bootstrap is null && settings.ClicksFile is null
        && (settings.Forever || (settings.Events ?? DemoSettings.SimulatedEvents) >= DemoExperiment.EventsMin);

    /// <summary>Likewise: rules and policies stand in the log, and a fault must last some windows.</summary>
    private bool HasPlants => HasExperiment;

    private static async Task SayVerdictAsync(DemoExperiment experiment, RecommenderNode node, IDemoScreen screen)
    {
        foreach (var line in await experiment.VerdictAsync(node, CancellationToken.None))
        {
            screen.Say(line);
        }
    }

    private void WriteCatalog(DemoSource source, RecordWriter writer, CancellationToken stop)
    {
        foreach (var record in ClickDatasetRecords.Catalog(source.Catalog, timeMs: 0))
        {
            writer.Write(options.Kafka.Catalog, System.Text.Encoding.UTF8.GetBytes(record.Key), record.Payload, null, null, stop);
        }

        writer.Flush(TimeSpan.FromMilliseconds(options.Kafka.RequestTimeoutMs));
    }

    private async Task PlayAllAsync(
        DemoSource source, ClickPlayer player, RecordWriter writer, RecommenderNode node, NodeHttp http, RecommendationReader viewer,
        DemoPlants? plants, DemoExperiment? experiment, Task running, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var starting = Task.CompletedTask;
        PipelineStatus Status()
        {
            var report = node.Progress();
            return new PipelineStatus(report.Read - (experiment?.Written ?? 0), report.Answers, viewer.Seen);
        }

        try
        {
            while (!node.IsReady && !running.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), time, stop);
            }

            starting = experiment?.StartAsync(node, over.Token) ?? starting;
            await (plants?.ApplyAsync(node, stop) ?? Task.CompletedTask); // Before the first click: what is planted is to be judged.
            await player.PlayAsync(source.Records, settings.Rate, Status, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was written is still answered.
        }

        writer.Flush(TimeSpan.FromMilliseconds(options.Kafka.RequestTimeoutMs));
        while (!running.IsCompleted && Status() is var now && (now.Read < player.Produced + http.EventsWritten || now.AnswersSeen < now.Answered))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, CancellationToken.None);
        }

        writer.Flush(TimeSpan.FromMilliseconds(options.Kafka.RequestTimeoutMs));
        over.CancelAfter(DemoExperiment.StartPatience); // A fast demo waits for its experiment no longer.
        await starting;
    }

    private NodeReport Summarize(
        DemoSource source, long produced, long shown, long added, IReadOnlyList<PlantedFinding> found, RecommenderNode node, RecommendationBoard board, RecommendationReader viewer)
    {
        var report = node.Report();
        var read = report.ThisRun!.Read;
        return report with
        {
            Delivery = settings.Bootstrap is null ? "the embedded broker isolates no transactions" : report.Delivery,
            LatencyMs = new LatencyReport(
                Math.Round(board.Latency.PercentileMs(0.5), 2), Math.Round(board.Latency.PercentileMs(0.99), 2), board.Latency.Count),
            Play = new PlayReport(
                source.Name, produced, read == produced, viewer.Seen, board.Repeated, source.TimeNote, source.Skipped)
            {
                OfExperiment = shown,
                OfPlants = added,
                Planted = found,
            },
        };
    }
}
