using Microsoft.Extensions.Logging;
using StreamReco.Models.Lake;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Lake;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;
using StreamReco.TestKit.Servers;

namespace StreamReco.StreamHost.Tests.Lake;

/// <summary>With transactions, a group, and two processes that write one lake.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class LakeOnRealKafkaTests(RealKafka kafka) : IDisposable
{
    private const int Partitions = 3;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task Two_writers_share_the_partitions_and_an_erasure_in_the_log_reaches_the_files()
    {
        var harness = await HarnessAsync();
        var clicks = PathClicks.Make(count: 3_000, users: 100, seed: 23);
        clicks.Write(harness.Options.Kafka, harness.Topics.Clicks);
        await harness.RunToTheEndAsync();
        var (logs, user) = (new RecordedLogs(), clicks.Records[0].Key);
        using var stop = new CancellationTokenSource();
        var runs = Enumerable.Range(0, 2).Select(_ => new LakeRun(harness.Options, acceptsGaps: false, TimeProvider.System, logs.CreateLogger<LakeRun>())).ToList();
        var working = runs.Select(run => run.RunAsync(LakeRun.Begin(harness.Options, TimeProvider.System), stop.Token)).ToList();

        await Waiting.UntilAsync("all clicks and answers in the lake", () => Fails(working) || Rows(harness, EventRows.Name) == clicks.Good
            && Rows(harness, RejectedRows.Name) == clicks.Duplicates + clicks.Malformed && Rows(harness, AnswerRows.Name) == clicks.Good, _patience);
        new LakeCheck(Open(harness)).Find(user, CancellationToken.None).ShouldNotBeEmpty();

        using (var writer = new ErasureWriter(harness.Options.Kafka, "lake"))
        {
            await new ErasureTopic(harness.Options.Kafka, TimeProvider.System).EnsureAsync(CancellationToken.None);
            writer.Begin();
            var hashes = Pseudonymizer.OpenForErasures(harness.Options.Pipeline.Privacy)!;
            writer.Write(user, hashes.Of(user), hashes.KeyId, TimeProvider.System.GetUtcNow(), Partitions);
        }

        await harness.RunToTheEndAsync();
        await Waiting.UntilAsync(
            "the user gone", () => Fails(working) || new LakeCheck(Open(harness)).Find(user, CancellationToken.None).Count == 0, _patience);
        await stop.CancelAsync();
        await Task.WhenAll(working);

        new LakeCheck(Open(harness)).Verify(CancellationToken.None).ShouldBeEmpty();
        runs.ShouldAllBe(run => run.Commits > 0);
        Open(harness).Logs(LakeStream.Clicks).Sum(log => log.Spans().Sum(span => span.Verdicts.GetValueOrDefault("applied"))).ShouldBe(clicks.Good);
    }

    [RealKafkaFact]
    public async Task A_recommendations_topic_that_was_made_again_is_told_by_its_id_though_it_goes_on_beyond_the_lake()
    {
        var harness = await HarnessAsync();
        PathClicks.Make(count: 160, users: 20, seed: 31).Write(harness.Options.Kafka, harness.Topics.Clicks);
        await harness.RunToTheEndAsync();
        await RunOf(harness).RunUntilEndAsync(Begin(harness), CancellationToken.None);
        var rows = RowsOf(harness);
        rows.Answers.ShouldBeGreaterThan(0);

        await kafka.RecreateAsync(harness.Topics.Recommendations, Partitions);
        PathClicks.Make(count: 800, users: 20, seed: 32).Write(harness.Options.Kafka, harness.Topics.Clicks);
        await harness.RunToTheEndAsync();

        foreach (var working in new Func<Task>[]
        {
            () => RunOf(harness).RunUntilEndAsync(Begin(harness), CancellationToken.None),
            () => RunOf(harness).RunAsync(Begin(harness), CancellationToken.None),
        })
        {
            var fault = await Should.ThrowAsync<LakeException>(working);
            fault.Message.ShouldMatch($"^{harness.Topics.Recommendations} [0-2]: the topic has id .+ from the one with id .+ made again");
        }

        RowsOf(harness).ShouldBe(rows, "the clicks come from whole topics, but nothing at all is written");
    }

    [RealKafkaFact]
    public async Task A_lake_that_runs_ends_when_a_topic_of_it_is_made_again()
    {
        var harness = await HarnessAsync();
        PathClicks.Make(count: 160, users: 20, seed: 33).Write(harness.Options.Kafka, harness.Topics.Clicks);
        await harness.RunToTheEndAsync();
        var working = RunOf(harness).RunAsync(Begin(harness), CancellationToken.None);
        var answers = await RowsOnceWholeAsync(harness, working);

        await kafka.RecreateAsync(harness.Topics.Recommendations, Partitions);
        PathClicks.Make(count: 800, users: 20, seed: 34).Write(harness.Options.Kafka, harness.Topics.Clicks);
        await harness.RunToTheEndAsync();

        (await Should.ThrowAsync<LakeException>(() => working.WaitAsync(_patience))).Message.ShouldContain("made again");
        RowsOf(harness).Answers.ShouldBe(answers);
    }

    private static async Task<long> RowsOnceWholeAsync(PathHarness harness, Task working)
    {
        var written = (await harness.OutputAsync()).AnswerIds.Count;
        await Waiting.UntilAsync("all answers in the lake", () => working.IsFaulted || Rows(harness, AnswerRows.Name) == written, _patience);
        return written;
    }

    private static LakeRun RunOf(PathHarness harness) =>
        new(harness.Options, acceptsGaps: false, TimeProvider.System, new RecordedLogs().CreateLogger<LakeRun>());

    private static ClickLake Begin(PathHarness harness) => LakeRun.Begin(harness.Options, TimeProvider.System);

    private static (long Events, long Answers) RowsOf(PathHarness harness) =>
        (Rows(harness, EventRows.Name), Rows(harness, AnswerRows.Name));

    private static bool Fails(IEnumerable<Task> working) => working.Any(task => task.IsFaulted);

    private static ClickLake Open(PathHarness harness) =>
        ClickLake.Open(new DiskLakeFiles(harness.Options.Lake.Directory), "lake", LakeWriters.Of(TimeProvider.System));

    private static long Rows(PathHarness harness, string table) => LakeHead.Read(new DiskLakeFiles(harness.Options.Lake.Directory)) is null ? 0
        : LakeStatus.Of(Open(harness)).Sum(one => one.Rows.GetValueOrDefault(table));

    private async Task<PathHarness> HarnessAsync()
    {
        var topics = await PathTopics.CreateAsync((prefix, partitions) => kafka.CreateTopicAsync(prefix, partitions), Partitions);
        var harness = new PathHarness(kafka.Bootstrap, kafka.NewName("lake"), topics, Path.Combine(_folder.Path, "state.db"));
        harness.Options.Kafka.Verdicts = await kafka.CreateTopicAsync("verdicts", Partitions);
        harness.Options.Kafka.Erasures = kafka.NewName("erasures");
        harness.Options.Lake.Directory = Path.Combine(_folder.Path, "lake");
        harness.Options.Lake.CommitEveryMs = 200;
        harness.Options.Pipeline.Privacy.ErasureKeyFile = Path.Combine(_folder.Path, "erasure.key");
        await File.WriteAllTextAsync(harness.Options.Pipeline.Privacy.ErasureKeyFile, new string('k', Pseudonymizer.KeyBytesMin));
        harness.CommitInSmallSteps();
        return harness;
    }
}
