using System.Text;
using StreamReco.Benchmarks.Path;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;
using StreamReco.TestKit.Events;

namespace StreamReco.Benchmarks.Rows;

/// <summary>
/// From append to visible at fixed rates: a writer on a clock, a node, and a read-committed reader, in this process and on
/// topics of their own. A latency begins when its click was due, not when it was written.
/// </summary>
/// <param name="bootstrap">The broker.</param>
/// <param name="model">The node's model.</param>
/// <param name="scored">Whether the model's graph finds candidates.</param>
/// <param name="rates">Clicks a second, one phase each.</param>
/// <param name="seconds">Length of a phase; a quarter more before it is not counted.</param>
internal sealed class LatencyRun(string bootstrap, ModelArtifact model, bool scored, IReadOnlyList<int> rates, int seconds)
{
    private static readonly TimeProvider _time = TimeProvider.System;
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly LatencySamples _samples = new();

    public async Task<IReadOnlyList<RateLatency>> RunAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-latency-").FullName;
        await using var topics = new BenchmarkTopics(bootstrap);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var kafka = topics.OptionsFor("latency");
            await topics.CreateAsync(kafka, cancel);
            var settings = new PathSettings(bootstrap, 0, 1, RowsClicks.Users, 0, 0, EmitIntervalMs: 0, false, []);
            var options = PathProgram.OptionsFor(kafka, settings, folder);
            await using var services = NodeServices.Of(options, model, PathProgram.ScorersOf(options, model, scored), _time);
            var node = await services.StartNodeAsync(cancel);
            var running = node.RunAsync(untilEnd: false, stop.Token);
            using var reader = new RecommendationReader(ReaderOf(kafka), bytes => _samples.Take(bytes, NowMs()));
            var found = await MeasureAsync(kafka, cancel);
            await stop.CancelAsync();
            await running;
            return found;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<IReadOnlyList<RateLatency>> MeasureAsync(KafkaOptions kafka, CancellationToken cancel)
    {
        var found = new List<RateLatency>();
        using var writer = new RecordWriter(kafka);
        foreach (var rate in rates)
        {
            await PlayAsync(writer, kafka.Clicks, rate, Math.Max(2, seconds / 4), cancel);
            await PlayAsync(writer, kafka.Clicks, rate, seconds, cancel);
            found.Add(_samples.Summary(rate));
        }

        return found;
    }

    /// <summary>Writes clicks on a clock, late ones at once, and waits for their answers.</summary>
    private async Task PlayAsync(RecordWriter writer, string topic, int rate, int length, CancellationToken cancel)
    {
        var last = (long)rate * length;
        var start = NowMs();
        _samples.Begin(last);
        using var ticks = new PeriodicTimer(_tick, _time);
        for (var done = 0L; done < last; await ticks.WaitForNextTickAsync(cancel))
        {
            for (; done < last && DueAt(done) <= NowMs(); done++)
            {
                Write(writer, topic, done, DueAt(done), cancel);
            }
        }

        await Task.WhenAny(_samples.AllSeen, Task.Delay(_patience, _time, cancel)); // what is missing then shows in the number of answers

        long DueAt(long number) => start + (number * 1_000 / rate);
    }

    private void Write(RecordWriter writer, string topic, long number, long dueMs, CancellationToken cancel)
    {
        var user = $"u{number * 7_919 % RowsClicks.Users}";
        var item = model.Items.IdOf((int)(number * 31 % model.Items.Count));
        var view = EventBytes.View(user, item, dueMs, eventId: $"{dueMs}-{number}");
        writer.Write(topic, Encoding.UTF8.GetBytes(user), view, dueMs, null, cancel);
    }

    private static KafkaOptions ReaderOf(KafkaOptions kafka) => new()
    {
        Bootstrap = kafka.Bootstrap,
        Group = kafka.Group,
        Recommendations = kafka.Recommendations,
        Client = new(kafka.Client),
    };

    private static long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
