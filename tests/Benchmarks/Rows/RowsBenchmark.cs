using System.Globalization;
using System.Text.Json;
using StreamReco.Benchmarks.Path;
using StreamReco.Benchmarks.Users;
using StreamReco.Models.Artifacts;

namespace StreamReco.Benchmarks.Rows;

/// <summary>Runs the rows in turn, each round of each in a process of its own, and reports.</summary>
internal sealed class RowsBenchmark(RowsSettings settings)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };

    private readonly RowRounds[] _rounds = [.. settings.Rows.Select(name => new RowRounds(name))];
    private readonly Dictionary<string, OlderBuild> _builds = new(StringComparer.Ordinal);
    private readonly string _prefix = $"bench-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";
    private string? _model;

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-rows-").FullName;
        try
        {
            await using var broker = await RowsBroker.StartAsync(settings);
            Skip(broker);
            var isPeer = _rounds.Any(row => row.Name.IsPeer && row.Skipped is null);
            var peers = isPeer ? new PeerRows(broker, settings.Clicks) : null;
            var clicks = new RowsClicks(settings.Clicks, isPeer);
            await using var topics = await FillAsync(broker, clicks, peers, cancel);
            _model = settings.TwoStageModel ?? ModelOf(clicks, folder, cancel);
            await RunRoundsAsync(broker, peers, cancel);
            peers?.Dispose();
            Report(broker, isPeer);
            return 0;
        }
        finally
        {
            foreach (var build in _builds.Values)
            {
                await build.DisposeAsync();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private void Skip(RowsBroker broker)
    {
        foreach (var row in _rounds)
        {
            row.Skipped = row.Name.IsPeer ? PeerRows.WhyNot(row.Name, broker) : null;
            if (row.Skipped is { } why)
            {
                Console.Error.WriteLine($"{row.Name} is left out: {why}.");
            }
        }
    }

    private async Task<BenchmarkTopics> FillAsync(
        RowsBroker broker, RowsClicks clicks, PeerRows? peers, CancellationToken cancel)
    {
        var topics = new BenchmarkTopics(broker.Bootstrap, _prefix, broker.Embedded);
        if (peers is not null)
        {
            await topics.CreateAsync(topics.OptionsFor("fill"), cancel);
            await peers.LoadAsync(cancel);
        }
        else
        {
            await topics.FillAsync(clicks.Shop, settings.Clicks, cancel);
        }

        return topics;
    }

    private string? ModelOf(RowsClicks clicks, string folder, CancellationToken cancel)
    {
        if (settings.Rows.All(row => row.Kind != RowKind.TwoStage))
        {
            return null;
        }

        Console.Error.WriteLine("Training a small two-stage model; --two-stage-model DIR takes another.");
        var path = System.IO.Path.Combine(folder, "model");
        ModelArtifactWriter.Write(path, clicks.TrainTwoStage(cancel));
        return path;
    }

    private async Task RunRoundsAsync(RowsBroker broker, PeerRows? peers, CancellationToken cancel)
    {
        for (var round = 1; round <= settings.Rounds; round++)
        {
            foreach (var row in _rounds.Where(row => row.Skipped is null))
            {
                var figures = row.Name.Kind switch
                {
                    RowKind.Streams or RowKind.Streamiz => await peers!.RunAsync(row.Name, cancel),
                    RowKind.Build => await BuildOf(row.Name.Revision!).RunAsync(settings, broker, cancel),
                    _ => await RunOwnAsync(row.Name, round, broker, peers is not null, cancel),
                };
                row.Add(figures);
                Console.WriteLine(FormattableString.Invariant(
                    $"round {round} {row.Name,-12} {figures.ClicksPerSecond,9:F0} clicks/s {figures.CpuMicroseconds,7:F2} CPU us/click {figures.BrokerMicroseconds,6:F2} broker {figures.BytesPerClick,7:F0} B/click"));
            }
        }
    }

    private OlderBuild BuildOf(string revision) =>
        _builds.TryGetValue(revision, out var known) ? known : _builds[revision] = new OlderBuild(revision);

    private async Task<RowFigures> RunOwnAsync(
        RowName name, int round, RowsBroker broker, bool isPeer, CancellationToken cancel)
    {
        List<string> arguments =
        [
            typeof(RowsBenchmark).Assembly.Location, "row", name.ToString(), "--bootstrap", broker.Bootstrap,
            "--prefix", _prefix, "--group", $"{name}-{round}", "--clicks", Text(settings.Clicks),
            "--emit-interval-ms", Text(settings.EmitIntervalMs ?? RowsClicks.EmitIntervalMs(isPeer)), "--seconds", Text(settings.LatencySeconds),
        ];
        AddEach(arguments, "--broker-pid", broker.Pids);
        AddEach(arguments, "--rate", broker.IsReal && round == settings.Rounds ? settings.Rates : []); // once: it takes long
        arguments.AddRange(isPeer ? ["--peer"] : []);
        arguments.AddRange(_model is null ? [] : ["--model", _model]);
        var output = await ChildProcess.CheckAsync("dotnet", arguments, null, cancel);
        var line = output.Split('\n').Last(one => one.StartsWith(OneRowCommand.Mark, StringComparison.Ordinal));
        return JsonSerializer.Deserialize<RowFigures>(line[OneRowCommand.Mark.Length..])!;
    }

    private void Report(RowsBroker broker, bool isPeer)
    {
        var report = new RowsReport(
            [.. _rounds.Select(row => row.ToRow())], [.. _rounds.Select(row => row.ToDetail())],
            Math.Round(UsersCommand.ResidentBytes(dimensions: 32, users: 1_000_000, clicks: 20)), settings.Clicks, RowRounds.LatencyRate,
            RowsMachine.Machine, RowsMachine.Versions, settings.Command);
        var source = isPeer ? "the Kafka Streams peer's" : "the simulated shop's";
        Console.WriteLine($"\n{settings.Clicks} clicks, {source}, on {broker.Says}; medians of {settings.Rounds} rounds");
        Console.WriteLine(RowsSummary.Table(report));
        if (settings.Report is { } file)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(report, _json));
            File.WriteAllText(System.IO.Path.ChangeExtension(file, ".svg"), RowsChart.Draw(report));
            Console.WriteLine($"{file} and {System.IO.Path.ChangeExtension(file, ".svg")}");
        }
    }

    private static void AddEach(List<string> arguments, string option, IReadOnlyList<int> values)
    {
        foreach (var value in values)
        {
            arguments.AddRange([option, Text(value)]);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
