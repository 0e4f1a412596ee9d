using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StreamReco.Benchmarks.Path;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Benchmarks.Questions;

/// <summary>One run of <c>questions</c>.</summary>
/// <param name="bootstrap">A real broker; null for the embedded one.</param>
/// <param name="rate">Clicks a second.</param>
/// <param name="questionsPerSecond">Questions a second.</param>
/// <param name="seconds">Seconds that are timed.</param>
internal sealed class QuestionsBenchmark(string? bootstrap, int rate, int questionsPerSecond, int seconds)
{
    private const int Users = 1_000;

    private static readonly TimeProvider _time = TimeProvider.System;
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private readonly SortedDictionary<string, List<double>> _times = new(StringComparer.Ordinal);
    private readonly List<double> _lateMs = [];
    private readonly Lock _gate = new();
    private int _unanswered;

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        ThreadPool.SetMinThreads(64, 64); // as the host does: commits block their threads
        var folder = Directory.CreateTempSubdirectory("streamreco-questions-").FullName;
        await using var topics = new BenchmarkTopics(bootstrap);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var options = OptionsFor(topics, folder);
            await topics.CreateAsync(options.Kafka, cancel);
            await using var firstServices = ServicesOf(options);
            await using var secondServices = ServicesOf(options);
            var (first, second) = (await firstServices.StartNodeAsync(cancel), await secondServices.StartNodeAsync(cancel));
            var runs = new[] { first.RunAsync(untilEnd: false, stop.Token), second.RunAsync(untilEnd: false, stop.Token) };
            await SharedAsync(first, second, cancel);
            var clicks = ClickAsync(options.Kafka, stop.Token);
            await Task.Delay(_warmUp, _time, cancel);
            await QueryAsync(first, cancel);
            await stop.CancelAsync();
            await clicks;
            await Task.WhenAll(runs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Print();
        return 0;
    }

    private StreamRecoOptions OptionsFor(BenchmarkTopics topics, string folder)
    {
        var options = new StreamRecoOptions { Kafka = topics.OptionsFor("questions") };
        options.State.Connection = System.IO.Path.Combine(folder, "state.db");
        if (bootstrap is null)
        {
            options.Kafka.Client["fetch.wait.max.ms"] = "10"; // As in the demo: this broker holds back an empty fetch for all of it.
        }

        return options;
    }

    private static ServiceProvider ServicesOf(StreamRecoOptions options)
    {
        var model = PathModel.Make(dimensions: 32, seed: 7);
        var scorers = ModelScorers.Open(model, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = 32 });
        return NodeServices.Of(options, model, scorers, _time);
    }

    /// <summary>Waits until the nodes have half of the partitions each.</summary>
    private static async Task SharedAsync(RecommenderNode first, RecommenderNode second, CancellationToken cancel)
    {
        var from = _time.GetTimestamp();
        while (first.OpenShards.Count != PathSettings.Partitions / 2 || second.OpenShards.Count != PathSettings.Partitions / 2)
        {
            if (_time.GetElapsedTime(from) > _patience)
            {
                throw new InvalidOperationException(
                    $"After {_patience.TotalSeconds} s the nodes have {first.OpenShards.Count} and {second.OpenShards.Count} partitions.");
            }

            await Task.Delay(_tick, _time, cancel);
        }
    }

    /// <summary>Writes views of random users on a clock until stopped.</summary>
    private async Task ClickAsync(KafkaOptions kafka, CancellationToken stop)
    {
        using var writer = new RecordWriter(kafka);
        var random = new Random(1);
        await OnClockAsync(rate, seconds: int.MaxValue, (click, _) =>
        {
            var (user, now) = ($"u{random.Next(Users)}", _time.GetUtcNow().ToUnixTimeMilliseconds());
            var view = EventBytes.View(user, $"i{random.Next(PathModel.Items)}", now, eventId: $"e{click}");
            writer.Write(kafka.Clicks, Encoding.UTF8.GetBytes(user), view, now, null, CancellationToken.None);
        }, stop);
        writer.Flush(_patience);
    }

    private async Task QueryAsync(RecommenderNode node, CancellationToken cancel)
    {
        var own = node.OpenShards.Select(shard => shard.Shard.Partition).ToHashSet();
        var open = new List<Task>();
        var random = new Random(2);
        await OnClockAsync(questionsPerSecond, seconds, (question, due) =>
        {
            var user = $"u{random.Next(Users)}";
            var partition = KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(user), PathSettings.Partitions, new KafkaOptions())!.Value;
            var where = own.Contains(partition) ? "own node" : "other node";
            open.Add(question % 2 == 0
                ? TimedAsync<UserReply>(node, $"{where}, state", new UserQuery(partition, user, AnswersMax: 0), due)
                : TimedAsync<RecommendReply>(node, $"{where}, recommendation", new RecommendQuery(partition, user, ItemsMax: 10), due));
        }, cancel);
        await Task.WhenAll(open);
    }

    private async Task TimedAsync<T>(RecommenderNode node, string what, IPartitionQuery query, long due)
        where T : class
    {
        var sent = _time.GetTimestamp();
        var (reply, _) = await node.Queries!.QueryAsync<T>(query, CancellationToken.None).ConfigureAwait(false);
        var ms = _time.GetElapsedTime(sent).TotalMilliseconds;
        lock (_gate)
        {
            _lateMs.Add(_time.GetElapsedTime(due, sent).TotalMilliseconds);
            _unanswered += reply is null ? 1 : 0;
            if (!_times.TryGetValue(what, out var times))
            {
                _times.Add(what, times = []);
            }

            times.Add(ms);
        }
    }

    /// <summary>Does something so many times a second, late ones at once, and tells each the moment that it was due.</summary>
    private static async Task OnClockAsync(int perSecond, int seconds, Action<long, long> act, CancellationToken stop)
    {
        var (start, done) = (_time.GetTimestamp(), 0L);
        var last = (long)perSecond * seconds;
        using var ticks = new PeriodicTimer(_tick, _time);
        while (done < last && !stop.IsCancellationRequested)
        {
            for (var due = DueAt(done); done < last && due <= _time.GetTimestamp(); due = DueAt(++done))
            {
                act(done, due);
            }

            await ticks.WaitForNextTickAsync(CancellationToken.None);
        }

        long DueAt(long number) => start + (number * _time.TimestampFrequency / perSecond);
    }

    private void Print()
    {
        Console.WriteLine($"broker {bootstrap ?? "embedded"}, {rate} clicks/s, {questionsPerSecond} questions/s for {seconds} s, {_unanswered} without an answer");
        Console.WriteLine("question                       asked    p50 ms   p90 ms   p99 ms  most ms");
        foreach (var (what, times) in _times)
        {
            Print(what, times);
        }

        Print("(sent after it was due)", _lateMs);
    }

    private static void Print(string what, List<double> times)
    {
        times.Sort();
        double At(double share) => times[Math.Min(times.Count - 1, (int)(share * times.Count))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-28} {times.Count,7} {At(0.5),9:F2} {At(0.9),8:F2} {At(0.99),8:F2} {times[^1],8:F1}"));
    }
}
