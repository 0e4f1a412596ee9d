using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Replay;

/// <summary>A clicks topic with a live run over it, and the command lines that replay it.</summary>
/// <param name="bootstrap">The broker.</param>
/// <param name="prefix">Makes the topics' names.</param>
/// <param name="folder">Holds states and plans.</param>
internal sealed class ReplayScene(string bootstrap, string prefix, string folder)
{
    public const int Partitions = 3;

    public const long StartMs = 1_700_000_000_000;

    /// <summary>Between two clicks of the topic, ms.</summary>
    public const long StepMs = 50;

    public string Clicks { get; } = $"{prefix}-clicks";

    public string Catalog { get; } = $"{prefix}-catalog";

    public string Live { get; } = $"{prefix}-live";

    public string Rejected { get; } = $"{prefix}-rejected";

    public string Group { get; } = $"{prefix}-group";

    /// <summary>Name of an output topic.</summary>
    public string Output(string name) => $"{prefix}-{name}";

    /// <summary>Writes clicks under Kafka timestamps that are <see cref="StepMs"/> apart.</summary>
    public PathClicks Write(int count, int seed)
    {
        var clicks = PathClicks.Make(count, users: 150, seed);
        using var writer = new RecordWriter(new KafkaOptions { Bootstrap = bootstrap });
        for (var i = 0; i < clicks.Records.Count; i++)
        {
            var (key, value) = clicks.Records[i];
            writer.Write(
                Clicks, Encoding.UTF8.GetBytes(key), value, StartMs + (i * StepMs), null, CancellationToken.None);
        }

        writer.Flush(TimeSpan.FromSeconds(30));
        return clicks;
    }

    public async Task RunLiveAsync(params string[] more)
    {
        string[] line =
        [
            "run", "--until-end", "--quiet", "--group", Group, "--recommendations", Live, "--rejected",
            Rejected, "--state", Path.Combine(folder, "live.db"), .. Common(), .. more,
        ];
        var run = await CommandLineRun.OfAsync(line);
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
    }

    /// <summary>The command line of a replay.</summary>
    public string[] ReplayLine(string output, params string[] more) =>
    [
        "replay", "--output", Output(output), "--folder", Path.Combine(folder, "replays"), .. Common(), .. more,
    ];

    public async Task<CommandLineRun> ReplayAsync(string output, params string[] more)
    {
        var run = await CommandLineRun.OfAsync(ReplayLine(output, more));
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        return run;
    }

    /// <summary>Replays, and reads the report.</summary>
    public async Task<JsonElement> ReportAsync(string output, params string[] more)
    {
        var report = Path.Combine(folder, $"{output}.json");
        await ReplayAsync(output, [.. more, "--report", report]);
        return JsonDocument.Parse(await File.ReadAllBytesAsync(report)).RootElement;
    }

    public Task<CommandLineRun> VerifyAsync(string output, params string[] more) =>
        VerifyWholeAsync(output, ["--folder", Path.Combine(folder, "replays"), .. more]);

    /// <summary>Compares without the replay's plan.</summary>
    public Task<CommandLineRun> VerifyWholeAsync(string output, params string[] more) => CommandLineRun.OfAsync(
        ["replay", "verify", "--bootstrap", bootstrap, "--live", Live, "--replayed", Output(output), .. more]);

    /// <summary>The records of an output, in the order of each partition.</summary>
    public async Task<IReadOnlyList<(int Partition, string Key, string Value)>> ReadAsync(string topic) =>
    [
        .. (await TopicReader.ReadAllAsync(bootstrap, topic)).Select(record => (
            record.Partition.Value, Encoding.UTF8.GetString(record.Message.Key),
            Encoding.UTF8.GetString(record.Message.Value))),
    ];

    private string[] Common() =>
    [
        "--bootstrap", bootstrap, "--clicks", Clicks, "--catalog", Catalog, "--model", PathModel.Directory,
        "--provider", "cpu", "--set", "Kafka:Client:fetch.wait.max.ms=10",
    ];
}
