using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamReco.Benchmarks.Path;
using StreamReco.Models.Items;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Benchmarks.Fresh;

/// <summary>From a catalog record to the first answer that holds its item.</summary>
/// <param name="bootstrap">A real broker; null for the embedded one.</param>
/// <param name="items">New items, one after the other.</param>
/// <param name="everyMs">Time between two clicks.</param>
internal sealed class ColdStartBenchmark(string? bootstrap, int items, int everyMs)
{
    private static readonly TimeProvider _time = TimeProvider.System;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, long> _seenAt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _answeredAt = new(StringComparer.Ordinal);

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-bench-").FullName;
        await using var topics = new BenchmarkTopics(bootstrap);
        try
        {
            var options = new StreamRecoOptions { Kafka = topics.OptionsFor("fresh") };
            if (bootstrap is null)
            {
                options.Kafka.Client["fetch.wait.max.ms"] = "10"; // As in the demo: this broker holds back an empty fetch for all of it.
            }

            options.State.Connection = System.IO.Path.Combine(folder, "state.db");
            await topics.CreateAsync(options.Kafka, cancel);
            var model = PathModel.MakeStackWithContent();
            var scorers = ModelScorers.Open(model, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = 32 });
            await using var services = NodeServices.Of(options, model, scorers, _time);
            var node = await services.StartNodeAsync(cancel);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var running = node.RunAsync(untilEnd: false, stop.Token);
            await MeasureAsync(options.Kafka, cancel);
            await stop.CancelAsync();
            await running;
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task MeasureAsync(KafkaOptions kafka, CancellationToken cancel)
    {
        using var writer = new RecordWriter(kafka);
        using var reader = new RecommendationReader(kafka, See);
        await ClickUntilAsync("warm", () => !_answeredAt.IsEmpty);
        var (fresh, plain) = (new List<double>(), new List<double>());
        for (var i = 0; i < items; i++)
        {
            var (id, user) = ($"new{i}", $"u{i}");
            var written = _time.GetTimestamp();
            Write(kafka.Catalog, id, BytesOf(PathModel.ItemOf(id, group: i % 6)));
            await ClickUntilAsync(user, () => _seenAt.ContainsKey(id), i % 6);
            fresh.Add(_time.GetElapsedTime(written, _seenAt[id]).TotalMilliseconds);
            Write(kafka.Catalog, id, null);
            var clicked = _time.GetTimestamp();
            await ClickUntilAsync($"{user}-alone", () => _answeredAt.ContainsKey($"{user}-alone"), i % 6);
            plain.Add(_time.GetElapsedTime(clicked, _answeredAt[$"{user}-alone"]).TotalMilliseconds);
        }

        Console.WriteLine($"broker {bootstrap ?? "embedded"}, {items} new items, a click every {everyMs} ms");
        Print("catalog record to the first answer with the item", fresh);
        Print("a click alone, to its answer", plain);

        void Write(string topic, string key, byte[]? value) =>
            writer.Write(topic, Encoding.UTF8.GetBytes(key), value, null, null, cancel);

        async Task ClickUntilAsync(string user, Func<bool> isSo, int group = 0)
        {
            var started = _time.GetTimestamp();
            for (var click = 0; !isSo(); click++)
            {
                var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
                Write(kafka.Clicks, user, EventBytes.View(user, $"i{(group * 10) + (click % 3)}", now, eventId: $"{user}-{click}"));
                await Task.Delay(TimeSpan.FromMilliseconds(everyMs), _time, cancel);
                if (_time.GetElapsedTime(started) > _patience)
                {
                    throw new InvalidOperationException($"User {user} saw nothing in {_patience.TotalSeconds} s.");
                }
            }
        }
    }

    private void See(byte[] bytes)
    {
        var now = _time.GetTimestamp();
        using var answer = JsonDocument.Parse(bytes);
        _answeredAt.TryAdd(answer.RootElement.GetProperty("user_id").GetString()!, now);
        foreach (var item in answer.RootElement.GetProperty("items").EnumerateArray())
        {
            _seenAt.TryAdd(item.GetProperty("item_id").GetString()!, now);
        }
    }

    private static byte[] BytesOf(CatalogItem item)
    {
        var json = new ArrayBufferWriter<byte>();
        CatalogJson.Write(json, item);
        return json.WrittenSpan.ToArray();
    }

    private static void Print(string what, List<double> times)
    {
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: p50 {At(0.5):0} ms, p90 {At(0.9):0} ms, p99 {At(0.99):0} ms, most {times[^1]:0} ms"));

        double At(double share) => times[Math.Min(times.Count - 1, (int)(share * times.Count))];
    }
}
