using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;
using StreamReco.StreamHost.Tests.Replay;
using StreamReco.TestKit.Events;

namespace StreamReco.StreamHost.Tests.Erasures;

[Collection(RealKafkaCollection.Name)]
public sealed class ErasureOnRealKafkaTests : IDisposable
{
    private const int Seed = 9;
    private const string User = "u3";

    private readonly TemporaryFolder _folder = new();
    private readonly RealKafka _kafka;
    private readonly string[] _key;

    public ErasureOnRealKafkaTests(RealKafka kafka)
    {
        _kafka = kafka;
        var file = Path.Combine(_folder.Path, "erasure.key");
        File.WriteAllText(file, new string('k', 32));
        _key = ["--set", $"Privacy:ErasureKeyFile={file}"];
    }

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task An_erasure_while_no_node_runs_holds_for_the_next_run_for_replays_and_for_the_record_of_it()
    {
        var scene = await BuildAsync();
        scene.Write(2_000, Seed);
        await scene.RunLiveAsync(_key);
        (await ShowAsync(scene, "live.db")).ExitCode.ShouldBe(ExitCode.Ok);

        (await EraseAsync(scene)).ExitCode.ShouldBe(ExitCode.Ok);
        (await DoneAsync(scene)).ShouldBe(0);
        await scene.RunLiveAsync(_key);

        (await ShowAsync(scene, "live.db")).ExitCode.ShouldBe(ExitCode.Failure);
        var live = (await AnswersAsync(scene.Live)).Where(answer => answer.Key == User).ToArray();
        live.Length.ShouldBeGreaterThan(1);
        live.Select(answer => answer.Value is null).ShouldBe([.. Enumerable.Repeat(false, live.Length - 1), true]);
        (await DoneAsync(scene)).ShouldBe(ReplayScene.Partitions);

        await scene.ReplayAsync("whole", _key);
        await scene.ReplayAsync("before", [.. _key, "--to", "300"]);
        foreach (var output in new[] { "whole", "before" })
        {
            var answers = await AnswersAsync(scene.Output(output));
            answers.Count.ShouldBeGreaterThan(500);
            answers.ShouldAllBe(answer => answer.Key != User);
            (await ShowAsync(scene, Path.Combine("replays", scene.Output(output), "state.db"))).ExitCode.ShouldBe(ExitCode.Failure);
        }

        var parity = await scene.VerifyAsync("whole");
        parity.Output.ShouldContain("missing 0, extra 0");
        parity.Output.ShouldContain($"void {live.Length - 1}");
        var without = await CommandLineRun.OfAsync(scene.ReplayLine("without"));
        without.ExitCode.ShouldBe(ExitCode.Failure);
        without.Error.ShouldContain("Privacy:ErasureKeyFile is not set");
    }

    [RealKafkaFact]
    public async Task A_running_node_forgets_the_user_and_a_later_click_begins_a_new_state()
    {
        var scene = await BuildAsync();
        var harness = new PathHarness(
            _kafka.Bootstrap, $"{scene.Clicks}-group",
            new PathTopics(scene.Clicks, scene.Catalog, scene.Live, scene.Rejected), Path.Combine(_folder.Path, "running.db"));
        harness.Options.Pipeline.Privacy.ErasureKeyFile = Path.Combine(_folder.Path, "erasure.key");
        harness.Options.Pipeline.Snapshot.EveryMs = 100;
        var clicks = scene.Write(1_000, Seed);
        await using var node = await harness.StartAsync();
        await node.UntilAsync("all clicks", () => node.Committed >= clicks.Records.Count);

        (await EraseAsync(scene, "--group", harness.Options.Kafka.Group)).ExitCode.ShouldBe(ExitCode.Ok);
        await node.UntilAsync("the erasures", () => node.Report().Erasures == ReplayScene.Partitions);
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Write(scene.Clicks, EventBytes.View(User, "i1", nowMs + 1));
        await node.UntilAsync("the new click", () => node.Committed > clicks.Records.Count);
        await node.StopAsync();

        var show = await ShowAsync(scene, "running.db");
        show.ExitCode.ShouldBe(ExitCode.Ok, show.Error);
        JsonDocument.Parse(show.Output).RootElement.GetProperty("applied").GetInt64().ShouldBe(1);
        var answers = (await AnswersAsync(scene.Live)).Where(answer => answer.Key == User).ToArray();
        answers[^2].Value.ShouldBeNull();
        answers[^1].Value.ShouldNotBeNull();
        await using var store = ShardStoreFactory.Create(Path.Combine(_folder.Path, "running.db"));
        (await store.ListShardsAsync(default)).Count.ShouldBe(ReplayScene.Partitions);
    }

    [RealKafkaFact]
    public async Task A_rejected_event_of_an_erased_user_cannot_be_sent_again()
    {
        var scene = await BuildAsync();
        Write(scene.Clicks, Encoding.UTF8.GetBytes($$"""{"event_id":"e1","user_id":"{{User}}","item_id":"i1","timestamp":{{ReplayScene.StartMs}}}"""));
        await scene.RunLiveAsync(_key);
        (await EraseAsync(scene)).ExitCode.ShouldBe(ExitCode.Ok);

        var repair = await CommandLineRun.OfAsync(
        [
            "rejected", "repair", "--bootstrap", _kafka.Bootstrap, "--rejected", scene.Rejected, "--clicks", scene.Clicks,
            "--reason", "invalid", "--put", "event_type=view_item", "--yes", .. _key,
        ]);

        repair.ExitCode.ShouldBe(ExitCode.Failure);
        repair.Error.ShouldContain("is not sent: its user was erased after it came");
        repair.Output.ShouldContain("0 events sent");
    }

    [RealKafkaFact]
    public async Task Nor_where_clicks_are_carried_by_user_and_the_erasure_is_of_that_topic()
    {
        var scene = await BuildAsync();
        Write(scene.Clicks, Encoding.UTF8.GetBytes($$"""{"event_id":"e1","user_id":"{{User}}","item_id":"i1","timestamp":{{ReplayScene.StartMs}}}"""));
        await scene.RunLiveAsync(_key);
        var byUser = await _kafka.CreateTopicAsync("by-user", ReplayScene.Partitions);
        (await CommandLineRun.OfAsync(["users", "erase", User, "--alone", "--bootstrap", _kafka.Bootstrap, "--clicks", byUser, .. _key])).ExitCode.ShouldBe(ExitCode.Ok);

        var repair = await CommandLineRun.OfAsync(
        [
            "rejected", "repair", "--bootstrap", _kafka.Bootstrap, "--rejected", scene.Rejected, "--clicks", scene.Clicks,
            "--set", $"Kafka:ByUser={byUser}", "--reason", "invalid", "--put", "event_type=view_item", "--yes", .. _key,
        ]);

        repair.Error.ShouldContain("is not sent: its user was erased after it came");
        repair.Output.ShouldContain("0 events sent");
    }

    private Task<CommandLineRun> EraseAsync(ReplayScene scene, params string[] more) => CommandLineRun.OfAsync(
        ["users", "erase", User, "--alone", "--bootstrap", _kafka.Bootstrap, "--clicks", scene.Clicks, .. _key, .. more]);

    private Task<CommandLineRun> ShowAsync(ReplayScene scene, string state) => CommandLineRun.OfAsync(
        ["users", "show", User, "--state", Path.Combine(_folder.Path, state), "--model", PathModel.Directory]);

    /// <summary>Partitions of the live state that are past the erasure, as the record of erasures says.</summary>
    private async Task<int> DoneAsync(ReplayScene scene)
    {
        var list = await CommandLineRun.OfAsync(
        [
            "users", "erasures", "list", "--bootstrap", _kafka.Bootstrap, "--clicks", scene.Clicks, "--group", scene.Group,
            "--state", Path.Combine(_folder.Path, "live.db"), "--user", User, "--output", "json", .. _key,
        ]);
        list.ExitCode.ShouldBe(ExitCode.Ok, list.Error);
        list.Output.ShouldNotContain($"\"{User}\"");
        return JsonDocument.Parse(list.Output).RootElement.EnumerateArray().ShouldHaveSingleItem()
            .GetProperty("partitions_done").GetInt32();
    }

    private async Task<IReadOnlyList<(string Key, byte[]? Value)>> AnswersAsync(string topic) =>
    [
        .. (await TopicReader.ReadAllAsync(_kafka.Bootstrap, topic))
            .Select(record => (Encoding.UTF8.GetString(record.Message.Key), (byte[]?)record.Message.Value)),
    ];

    private void Write(string topic, byte[] value)
    {
        using var producer = new TestProducer(_kafka.Bootstrap, topic);
        producer.Write(Encoding.UTF8.GetBytes(User), value);
        producer.Flush();
    }

    private async Task<ReplayScene> BuildAsync()
    {
        var scene = new ReplayScene(_kafka.Bootstrap, _kafka.NewName("erasure"), _folder.Path);
        var kept = new Dictionary<string, string> { ["retention.ms"] = "-1" };
        await _kafka.CreateAsync(scene.Clicks, ReplayScene.Partitions, kept);
        await _kafka.CreateAsync(scene.Catalog, 1);
        await _kafka.CreateAsync(scene.Live, ReplayScene.Partitions);
        await _kafka.CreateAsync(scene.Rejected, ReplayScene.Partitions);
        return scene;
    }
}
