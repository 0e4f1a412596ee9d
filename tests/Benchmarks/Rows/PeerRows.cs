using System.Globalization;
using System.Text.RegularExpressions;
using StreamReco.TestKit;
using StreamReco.TestKit.Servers;

namespace StreamReco.Benchmarks.Rows;

/// <summary>The rows of Kafka Streams and Streamiz, by the scripts of <c>../shared/peers</c>.</summary>
/// <param name="broker">The broker.</param>
/// <param name="clicks">Clicks of the topic.</param>
internal sealed partial class PeerRows(RowsBroker broker, int clicks)
{
    /// <summary>The topics that the peer's programs read and write.</summary>
    public const string Topics = "peer";

    private const int Users = 100_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("streamreco-peers-").FullName;
    private double _answeredShare;

    /// <summary>Why a row cannot be run here; null where it can.</summary>
    public static string? WhyNot(RowName row, RowsBroker broker)
    {
        if (!broker.IsReal || KafkaHome.Path is null)
        {
            return $"it needs Java and an Apache Kafka: {KafkaHome.HowToHaveOne}";
        }

        var script = ScriptOf(row.Kind == RowKind.Streamiz ? "streamiz" : "kafka-streams");
        return File.Exists(script) ? null
            : $"its program is not there ({script}): set STREAMRECO_SHARED to the folder that holds peers/";
    }

    /// <summary>Writes the catalog and the clicks.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        var output = await RunAsync("kafka-streams",
            ["load", "--clicks", Text(clicks), "--users", Text(Users), "--fresh", "yes", "--dir", _folder], cancel);
        _answeredShare = Number(output, "emitted") / clicks;
    }

    /// <summary>One round, on topics made anew: the peer counts every record, and the path writes its control records to the log.</summary>
    public async Task<RowFigures> RunAsync(RowName row, CancellationToken cancel)
    {
        await LoadAsync(cancel);
        List<string> arguments = ["bench", "--warmup", Text(clicks / 2)];
        if (broker.Pids.Count > 0)
        {
            arguments.AddRange(["--broker-pid", string.Join(',', broker.Pids)]);
        }

        // In memory with a changelog, exactly once: Streams' settings that come closest to what the path does.
        var output = row.Kind == RowKind.Streamiz
            ? await RunAsync("streamiz", arguments, cancel)
            : await RunAsync("kafka-streams", [.. arguments, "--store", "memory", "--dir", _folder], cancel);
        return new RowFigures
        {
            ClicksPerSecond = Number(output, "clicks_per_s"),
            CpuMicroseconds = Number(output, "app_us"),
            BrokerMicroseconds = broker.Pids.Count > 0 ? Number(output, "broker_us") : null,
            AnsweredShare = _answeredShare,
        };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<string> RunAsync(string peer, IReadOnlyList<string> arguments, CancellationToken cancel) =>
        ChildProcess.CheckAsync(ScriptOf(peer), [broker.Bootstrap, .. arguments], new Dictionary<string, string>
        {
            ["KAFKA_HOME"] = KafkaHome.Path!,
            ["WORK"] = _folder,
        }, cancel);

    private static string ScriptOf(string peer) => System.IO.Path.Combine(SharedFolder.Path ?? "", "peers", peer, "run.sh");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(string output, string name)
    {
        var line = output.Split('\n').LastOrDefault(one => one.StartsWith("RESULT", StringComparison.Ordinal))
            ?? output.Split('\n').LastOrDefault(one => one.StartsWith("LOADED", StringComparison.Ordinal));
        var found = Figure().Matches(line ?? "").FirstOrDefault(match => match.Groups[1].Value == name)
            ?? throw new InvalidOperationException($"The peer's program did not print {name}:\n{output}");
        return double.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(\w+)=([0-9.]+)")]
    private static partial Regex Figure();
}
