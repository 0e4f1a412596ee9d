using System.Text.Json;
using Microsoft.Data.Sqlite;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>
/// The program as its operator meets it: signals, faults at start, the demo. The broker lives in the test's process.
/// </summary>
public sealed class ProcessTests : IDisposable
{
    private const int Partitions = 2;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly Dictionary<string, string> _settings = new()
    {
        ["Kafka:RequestTimeoutMs"] = "3000",
        ["Score:Provider"] = "cpu",
    };

    public ProcessTests()
    {
        foreach (var topic in new[] { "clicks", "catalog", "recommendations", "clicks.rejected" })
        {
            _broker.CreateTopic(topic, Partitions);
        }
    }

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    private string State => Path.Combine(_folder.Path, "state.db");

    [Fact]
    public async Task SIGTERM_drains_stores_and_exits_with_0()
    {
        var clicks = PathClicks.Make(count: 300, users: 20, seed: 9);
        clicks.Write(new KafkaOptions { Bootstrap = _broker.Bootstrap }, "clicks");
        var report = Path.Combine(_folder.Path, "report.json");
        using var host = Run("--report", report);
        await UntilAsync(host, "an answer", () => CountAnswers() > 0);

        host.Terminate();

        (await host.EndAsync(_patience)).ShouldBe(ExitCode.Ok, host.Error);
        var read = PathReport.Of(report).Read;
        read.ShouldBeGreaterThan(0);
        (await StoredOffsetsAsync()).Sum().ShouldBe(read);
    }

    [Fact]
    public async Task SIGTERM_while_the_broker_is_looked_for_exits_with_0()
    {
        _settings["Kafka:RequestTimeoutMs"] = "60000";
        _broker.SetDown();
        using var host = Run();
        await UntilAsync(host, "the model loaded", () => CountOf(host.Error, "60 items") == 1);

        host.Terminate();

        (await host.EndAsync(_patience)).ShouldBe(ExitCode.Ok, host.Error);
    }

    [Fact]
    public async Task A_second_Ctrl_C_ends_the_process_at_once()
    {
        using var host = Run();
        await UntilAsync(host, "open shards", () => CountOf(host.Error, "opened under epoch") == Partitions);
        _broker.SetRoundTripMs(2_500); // An end in good order takes a while now.

        host.Interrupt();
        await UntilAsync(host, "the word of the first", () => CountOf(host.Error, "Ctrl-C again") == 1);
        host.Interrupt();

        (await host.EndAsync(_patience)).ShouldBe(ExitCode.Interrupted, host.Error);
    }

    [Fact]
    public Task An_unreachable_broker_is_one_line() =>
        FailsAsync("Kafka:Bootstrap", RunLine("--bootstrap", "127.0.0.1:1"));

    [Fact]
    public Task A_missing_topic_is_one_line() => FailsAsync("'nowhere' (Kafka:Clicks)", RunLine("--clicks", "nowhere"));

    [Fact]
    public Task A_missing_model_is_one_line() => FailsAsync(
        "Model:Directory", RunLine("--model", Path.Combine(_folder.Path, "none")));

    [Fact]
    public async Task A_taken_port_is_one_line_and_the_host_adds_nothing_of_its_own()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        using var host = HostProcess.Start(_folder.Path, _settings, RunLine("--http-port", $"{port}"));

        (await host.EndAsync(_patience)).ShouldBe(ExitCode.Failure, host.Error);
        host.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem()
            .ShouldStartWith($"Http:Port {port} (--http-port) is taken");
    }

    [Fact]
    public Task A_state_folder_that_cannot_be_made_is_one_line()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        return FailsAsync("file", RunLine("--state", Path.Combine(file, "state.db")));
    }

    [Fact]
    public async Task A_database_that_another_program_locks_is_one_line_within_its_time_out()
    {
        await using (var store = ShardStoreFactory.Create(State))
        {
            await store.InitializeAsync(CancellationToken.None);
        }

        await using var other = new SqliteConnection($"Data Source={State};Pooling=False");
        await other.OpenAsync();
        await using var locking = other.CreateCommand();
        locking.CommandText = "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE mine (x)";
        await locking.ExecuteNonQueryAsync();

        await FailsAsync("locked", RunLine());
    }

    [Fact]
    public async Task The_demo_plays_to_its_end_and_accounts_for_each_record()
    {
        var report = Path.Combine(_folder.Path, "demo.json");
        using var host = HostProcess.Start(
            _folder.Path, new Dictionary<string, string>(),
            "demo", "--events", "3000", "--rate", "0", "--report", report);

        (await host.EndAsync(_patience)).ShouldBe(ExitCode.Ok, host.Error);

        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(report));
        var (root, counts) = (json.RootElement, PathReport.Of(report));
        counts.Read.ShouldBe(counts.Applied + counts.Duplicate + counts.RejectedTotal);
        counts.Read.ShouldBe(root.GetProperty("play").GetProperty("produced").GetInt64());
        counts.Answers.ShouldBe(root.GetProperty("play").GetProperty("answersSeen").GetInt64());
        root.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        root.GetProperty("latencyMs").GetProperty("p50").GetDouble().ShouldBeGreaterThan(0);
        root.GetProperty("latencyMs").GetProperty("p99").GetDouble().ShouldBeGreaterThan(0);
        root.GetProperty("model").GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
        root.GetProperty("provider").GetString().ShouldNotBeNullOrEmpty();
    }

    /// <summary>Fails with one line that says what is meant, and no stack trace.</summary>
    private async Task FailsAsync(string saying, params string[] args)
    {
        using var host = HostProcess.Start(_folder.Path, _settings, args);
        (await host.EndAsync(_patience)).ShouldBe(ExitCode.Failure, host.Error);
        host.ErrorLines.ShouldHaveSingleItem(host.Error).ShouldContain(saying);
        host.Error.ShouldNotContain("   at ");
    }

    private string[] RunLine(params string[] more)
    {
        (string Option, string Value)[] usual =
            [("--bootstrap", _broker.Bootstrap), ("--model", PathModel.Directory), ("--state", State)];
        var others = usual.Where(one => !more.Contains(one.Option)).SelectMany(one => new[] { one.Option, one.Value });
        return ["run", .. others, .. more];
    }

    private HostProcess Run(params string[] more) => HostProcess.Start(_folder.Path, _settings, RunLine(more));

    private static Task UntilAsync(HostProcess host, string what, Func<bool> isSo) => Waiting.UntilAsync(
        what,
        () =>
        {
            host.HasExited.ShouldBeFalse(host.Error);
            return isSo();
        },
        _patience);

    private long CountAnswers()
    {
        using var progress = new GroupProgress(_broker.Bootstrap, "reader", "recommendations", Partitions);
        return progress.Ends().Sum();
    }

    private static int CountOf(string text, string part) => text.Split(part, StringSplitOptions.None).Length - 1;

    private async Task<IReadOnlyList<long>> StoredOffsetsAsync()
    {
        await using var store = ShardStoreFactory.Create(State);
        var offsets = new List<long>();
        foreach (var shard in await store.ListShardsAsync(CancellationToken.None))
        {
            // A partition that was still being opened has an owner and no state, and has read nothing.
            offsets.Add((await store.LoadAsync(shard, CancellationToken.None))?.NextOffset ?? 0);
        }

        return offsets;
    }
}
