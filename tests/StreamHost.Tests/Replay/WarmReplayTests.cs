using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;
using Xunit.Abstractions;

namespace StreamReco.StreamHost.Tests.Replay;

[Collection(RealKafkaCollection.Name)]
public sealed class WarmReplayTests(RealKafka kafka, ITestOutputHelper output) : IDisposable
{
    private const int Partitions = 3;
    private const int Clicks = 4_500;
    private const int Seed = 7;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// A live group answers a part of the clicks and stops; a new group is warmed after it, killed in the middle and
    /// resumed, and goes on. One more group, which nobody disturbed, says what the state has to be.
    /// </summary>
    [RealKafkaFact]
    public async Task A_new_group_takes_over_where_the_old_one_ended_each_click_is_answered_once_and_states_are_those_of_one_run()
    {
        output.WriteLine($"seed {Seed}");
        var topics = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var calm = await topics.WithNewOutputsAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var clicks = PathClicks.Make(Clicks, users: 400, Seed);
        var options = new KafkaOptions { Bootstrap = kafka.Bootstrap };
        clicks.Write(options, topics.Clicks, ..3_000);
        await RunToTheEndAsync("old", topics);
        clicks.Write(options, topics.Clicks, 3_000..);

        await WarmAndKillAsync(topics);
        var warm = await CommandLineRun.OfAsync([.. WarmLine(topics)]);
        warm.ExitCode.ShouldBe(ExitCode.Ok, warm.Error);
        warm.Output.ShouldContain("is warm");
        (await PathOutput.ReadAsync(kafka.Bootstrap, topics)).AnswerIds.Count.ShouldBeLessThan(clicks.Good * 3 / 4);
        await RunToTheEndAsync("new", topics);
        await RunToTheEndAsync("calm", calm);

        (await PathOutput.ReadAsync(kafka.Bootstrap, topics)).ShouldBe(await ExpectedPath.ReadAsync(kafka.Bootstrap, topics.Clicks));
        var (warmed, undisturbed) = (await DumpAsync("new"), await DumpAsync("calm"));
        warmed.SequenceEqual(undisturbed).ShouldBeTrue("the users' states differ");
    }

    [RealKafkaFact]
    public async Task A_group_with_nodes_at_work_is_not_warmed_and_one_with_nodes_is_followed()
    {
        var topics = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var clicks = PathClicks.Make(2_000, users: 100, Seed);
        clicks.Write(new KafkaOptions { Bootstrap = kafka.Bootstrap }, topics.Clicks);
        using var progress = new GroupProgress(kafka.Bootstrap, GroupOf("old", topics), topics.Clicks, Partitions);
        using var old = Run("old", topics);
        await Waiting.UntilAsync("all answered", () => progress.Committed() >= clicks.Records.Count || old.HasExited, _patience);

        var refused = await CommandLineRun.OfAsync(
            ["replay", "--warm", "--group", GroupOf("old", topics), "--state", FileOf("old"), .. Common(topics)]);
        var following = CommandLineRun.OfAsync([.. WarmLine(topics)]);
        using (var warmed = new GroupProgress(kafka.Bootstrap, GroupOf("new", topics), topics.Clicks, Partitions))
        {
            await Waiting.UntilAsync("the state", () => warmed.Committed() >= clicks.Records.Count || following.IsCompleted, _patience);
        }

        var ended = following.IsCompleted;
        old.Interrupt();
        (await old.EndAsync(_patience)).ShouldBe(0, old.Error);
        var run = await following.WaitAsync(_patience);

        refused.ExitCode.ShouldBe(ExitCode.Failure);
        refused.Error.ShouldContain("has running nodes");
        ended.ShouldBeFalse();
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
    }

    private async Task WarmAndKillAsync(PathTopics topics)
    {
        using var progress = new GroupProgress(kafka.Bootstrap, GroupOf("new", topics), topics.Clicks, Partitions);
        var killAt = new Random(Seed).Next(100, 1_000);
        string[] small = ["--set", "Limits:BatchRecordsMax=5", "--set", "Limits:CommitRecordsMax=5", "--set", "Limits:InFlightBatchesMax=1"];
        using var host = HostProcess.Start(_folder.Path, new Dictionary<string, string>(), [.. WarmLine(topics), .. small]);
        await Waiting.UntilAsync($"{killAt} folded", () => progress.Committed() >= killAt || host.HasExited, _patience);
        host.HasExited.ShouldBeFalse(host.Error);
        await host.KillAsync();
    }

    private string[] WarmLine(PathTopics topics) =>
    [
        "replay", "--warm", "--after", GroupOf("old", topics), "--after-state", FileOf("old"), "--group", GroupOf("new", topics), "--state", FileOf("new"),
        "--folder", Path.Combine(_folder.Path, "replays"), .. Common(topics),
    ];

    private async Task RunToTheEndAsync(string name, PathTopics topics)
    {
        using var host = Run(name, topics, "--until-end");
        (await host.EndAsync(_patience)).ShouldBe(0, host.Error);
    }

    private HostProcess Run(string name, PathTopics topics, params string[] more) => HostProcess.Start(
        _folder.Path, new Dictionary<string, string>(),
        [
            "run", "--group", GroupOf(name, topics), "--state", FileOf(name), "--recommendations", topics.Recommendations,
            "--rejected", topics.Rejected, .. Common(topics), .. more,
        ]);

    private string[] Common(PathTopics topics) =>
    [
        "--bootstrap", kafka.Bootstrap, "--clicks", topics.Clicks, "--catalog", topics.Catalog, "--model", PathModel.Directory,
        "--provider", "cpu",
    ];

    private async Task<byte[]> DumpAsync(string name)
    {
        var file = Path.Combine(_folder.Path, $"{name}.ndjson");
        var dump = await CommandLineRun.OfAsync("users", "dump", "--state", FileOf(name), "--model", PathModel.Directory, "--output", file);
        dump.ExitCode.ShouldBe(ExitCode.Ok, dump.Error);
        return await File.ReadAllBytesAsync(file);
    }

    private static string GroupOf(string name, PathTopics topics) => $"{name}-{topics.Clicks}";

    private string FileOf(string name) => Path.Combine(_folder.Path, $"{name}.db");
}
