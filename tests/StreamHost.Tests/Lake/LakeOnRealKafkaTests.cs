using Microsoft.Extensions.Logging;
using StreamReco.Models.Lake;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Kafka;
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
        var rig = await RigAsync();
        var clicks = PathClicks.Make(count: 3_000, users: 100, seed: 23);
        clicks.Write(rig.Options.Kafka, rig.Topics.Clicks);
        await rig.RunToTheEndAsync();
        var (logs, user) = (new RecordedLogs(), clicks.Records[0].Key);
        using var stop = new CancellationTokenSource();
        var runs = Enumerable.Range(0, 2).Select(_ => new LakeRun(rig.Options, acceptsGaps: false, TimeProvider.System, logs.CreateLogger<LakeRun>())).ToList();
        var working = runs.Select(run => run.RunAsync(LakeRun.Begin(rig.Options, TimeProvider.System), stop.Token)).ToList();

        await Waiting.UntilAsync("all clicks and answers in the lake", () => Fails(working) || Rows(rig, EventRows.Name) == clicks.Good
            && Rows(rig, RejectedRows.Name) == clicks.Duplicates + clicks.Malformed && Rows(rig, AnswerRows.Name) == clicks.Good, _patience);
        new LakeCheck(Open(rig)).Find(user, CancellationToken.None).ShouldNotBeEmpty();

        using (var writer = new ErasureWriter(rig.Options.Kafka, "lake"))
        {
            await new ErasureTopic(rig.Options.Kafka, TimeProvider.System).EnsureAsync(CancellationToken.None);
            writer.Begin();
            var hashes = Pseudonymizer.OpenForErasures(rig.Options.Pipeline.Privacy)!;
            writer.Write(user, hashes.Of(user), hashes.KeyId, TimeProvider.System.GetUtcNow(), Partitions);
        }

        await rig.RunToTheEndAsync();
        await Waiting.UntilAsync(
            "the user gone", () => Fails(working) || new LakeCheck(Open(rig)).Find(user, CancellationToken.None).Count == 0, _patience);
        await stop.CancelAsync();
        await Task.WhenAll(working);

        new LakeCheck(Open(rig)).Verify(CancellationToken.None).ShouldBeEmpty();
        runs.ShouldAllBe(run => run.Commits > 0);
        Open(rig).Logs(LakeStream.Clicks).Sum(log => log.Spans().Sum(span => span.Verdicts["applied"])).ShouldBe(clicks.Good);
    }

    private static bool Fails(IEnumerable<Task> working) => working.Any(task => task.IsFaulted);

    private static ClickLake Open(PathRig rig) =>
        ClickLake.Open(new DiskLakeFiles(rig.Options.Lake.Directory), "lake", LakeWriters.Of(TimeProvider.System));

    private static long Rows(PathRig rig, string table) => LakeHead.Read(new DiskLakeFiles(rig.Options.Lake.Directory)) is null ? 0
        : LakeStatus.Of(Open(rig)).Sum(one => one.Rows.GetValueOrDefault(table));

    private async Task<PathRig> RigAsync()
    {
        var topics = await PathTopics.CreateAsync((prefix, partitions) => kafka.CreateTopicAsync(prefix, partitions), Partitions);
        var rig = new PathRig(kafka.Bootstrap, kafka.NewName("lake"), topics, Path.Combine(_folder.Path, "state.db"));
        rig.Options.Kafka.Verdicts = await kafka.CreateTopicAsync("verdicts", Partitions);
        rig.Options.Kafka.Erasures = kafka.NewName("erasures");
        rig.Options.Lake.Directory = Path.Combine(_folder.Path, "lake");
        rig.Options.Lake.CommitEveryMs = 200;
        rig.Options.Pipeline.Privacy.ErasureKeyFile = Path.Combine(_folder.Path, "erasure.key");
        await File.WriteAllTextAsync(rig.Options.Pipeline.Privacy.ErasureKeyFile, new string('k', Pseudonymizer.KeyBytesMin));
        rig.CommitInSmallSteps();
        return rig;
    }
}
