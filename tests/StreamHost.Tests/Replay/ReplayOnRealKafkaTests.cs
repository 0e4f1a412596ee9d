using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Replay;

[Collection(RealKafkaCollection.Name)]
public sealed class ReplayOnRealKafkaTests(RealKafka kafka) : IDisposable
{
    private const int Seed = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task A_replay_that_is_killed_and_resumed_holds_each_answer_of_live_once()
    {
        const int Clicks = 20_000;
        var scene = await BuildAsync();
        var clicks = scene.Write(Clicks, Seed);
        await scene.RunLiveAsync();
        await scene.ReplayAsync("whole");
        var killAt = new Random(Seed).Next(Clicks / 20, Clicks / 3);

        // Small commits: the kill meets the replay between two of them, or within one.
        await KillAfterAsync(
            scene.Output("killed"), killAt, scene.ReplayLine("killed", "--set", "Limits:CommitRecordsMax=100"));
        (await scene.ReadAsync(scene.Output("killed"))).Count.ShouldBeInRange(killAt, clicks.Good - 1);
        var early = await scene.VerifyAsync("killed");
        var resumed = await scene.ReplayAsync("killed");

        early.ExitCode.ShouldBe(ExitCode.Failure);
        early.ErrorLines.Single().ShouldContain($"Replay '{scene.Output("killed")}' is not finished: ");
        early.Output.ShouldNotContain("missing");
        resumed.Output.ShouldContain("goes on at");
        (await scene.ReadAsync(scene.Output("killed"))).ShouldHoldTheSame(await scene.ReadAsync(scene.Output("whole")));
        var parity = await scene.VerifyAsync("killed");
        parity.ShouldBeFull();
        parity.Output.ShouldContain($"equal {clicks.Good:N0}, different 0, missing 0, extra 0");
    }

    [RealKafkaFact]
    public async Task Times_bound_a_replay_by_Kafka_s_timestamps()
    {
        const int From = 1_000, To = 2_500;
        var scene = await BuildAsync();
        scene.Write(4_000, Seed);

        var report = await scene.ReportAsync("day", "--from", TimeOf(From), "--to", TimeOf(To));

        report.GetProperty("read").GetInt64().ShouldBe(To - From);
        var spans = report.GetProperty("plan").GetProperty("partitions").EnumerateArray()
            .ToDictionary(span => span.GetProperty("partition").GetInt32());
        foreach (var record in await TopicReader.ReadAllAsync(kafka.Bootstrap, scene.Clicks))
        {
            var span = spans[record.Partition.Value];
            var isInside = record.Offset.Value >= span.GetProperty("from").GetInt64()
                && record.Offset.Value < span.GetProperty("to").GetInt64();
            var at = (record.Message.Timestamp.UnixTimestampMs - ReplayScene.StartMs) / ReplayScene.StepMs;
            isInside.ShouldBe(at is >= From and < To, $"record {at}");
        }
    }

    [RealKafkaFact]
    public async Task Missing_outputs_are_made_and_the_live_group_stays_where_it_is()
    {
        var scene = await BuildAsync();
        scene.Write(500, Seed);
        await scene.RunLiveAsync();
        var live = await scene.ReadAsync(scene.Live);
        scene.Write(300, Seed + 1);

        var run = await scene.ReplayAsync("made", "--rejected-output", scene.Output("made.rejected"));

        run.Output.ShouldContain($"made topic {scene.Output("made")}");
        run.Output.ShouldContain($"made topic {scene.Output("made.rejected")}");
        (await scene.ReadAsync(scene.Live)).ShouldHoldTheSame(live);
        await scene.RunLiveAsync();
        (await scene.VerifyAsync("made")).ShouldBeFull();
    }

    [RealKafkaFact]
    public async Task A_finished_replay_says_so_and_writes_nothing_more()
    {
        var scene = await BuildAsync();
        scene.Write(500, Seed);
        await scene.ReplayAsync("a");
        var before = await scene.ReadAsync(scene.Output("a"));

        var again = await scene.ReplayAsync("a");

        again.Output.ShouldContain("finished before: all 500 are committed");
        (await scene.ReadAsync(scene.Output("a"))).Count.ShouldBe(before.Count);
    }

    [RealKafkaFact]
    public async Task A_replay_is_resumed_only_as_what_it_began_and_over_the_span_that_it_began_with()
    {
        var scene = await BuildAsync();
        scene.Write(500, Seed);
        await scene.ReplayAsync("a");
        scene.Write(100, Seed + 1);

        var again = await scene.ReplayAsync("a");
        var other = await CommandLineRun.OfAsync(scene.ReplayLine("a", "--to", "50"));

        again.Output.ShouldContain("all 500 are committed");
        other.ExitCode.ShouldBe(ExitCode.Usage);
        other.ErrorLines.Single().ShouldContain("--to was 'end' and is '50'");
    }

    [RealKafkaFact]
    public async Task A_replay_whose_plan_is_gone_is_not_begun_again_over_its_own_output()
    {
        var scene = await BuildAsync();
        scene.Write(500, Seed);
        await scene.ReplayAsync("a");
        Directory.Delete(Path.Combine(_folder.Path, "replays"), recursive: true);

        var again = await CommandLineRun.OfAsync(scene.ReplayLine("a"));

        again.ExitCode.ShouldBe(ExitCode.Failure);
        again.ErrorLines.Single().ShouldContain("has committed offsets, but");
    }

    private static string TimeOf(int click) => DateTimeOffset
        .FromUnixTimeMilliseconds(ReplayScene.StartMs + (click * ReplayScene.StepMs))
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private async Task<ReplayScene> BuildAsync()
    {
        var scene = new ReplayScene(kafka.Bootstrap, kafka.NewName("replay"), _folder.Path);
        var kept = new Dictionary<string, string> { ["retention.ms"] = "-1" };
        await kafka.CreateAsync(scene.Clicks, ReplayScene.Partitions, kept);
        await kafka.CreateAsync(scene.Catalog, 1);
        await kafka.CreateAsync(scene.Live, ReplayScene.Partitions);
        await kafka.CreateAsync(scene.Rejected, ReplayScene.Partitions);
        return scene;
    }

    /// <summary>Runs a command line as a process of its own and kills it once a reader has seen so many answers.</summary>
    private async Task KillAfterAsync(string topic, int answers, string[] line)
    {
        await kafka.CreateAsync(topic, ReplayScene.Partitions);
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "streamreco.dll"), .. line])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var seen = await Task.Run(() => WaitForAnswers(topic, answers, process));
        process.Kill();
        await process.WaitForExitAsync();
        seen.ShouldBe(answers, string.Join('\n', await said));
    }

    private int WaitForAnswers(string topic, int answers, Process process)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = kafka.Bootstrap,
            GroupId = "waits-for-answers",
            FetchWaitMaxMs = 5,
            IsolationLevel = IsolationLevel.ReadCommitted,
        }).Build();
        consumer.Assign(Enumerable.Range(0, ReplayScene.Partitions)
            .Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var seen = 0;
        while (seen < answers && !process.HasExited)
        {
            seen += consumer.Consume(TimeSpan.FromSeconds(1)) is null ? 0 : 1;
        }

        return seen;
    }
}
