using System.CommandLine;
using System.Text.Json;
using StreamReco.Benchmarks.Path;
using StreamReco.Models.Artifacts;

namespace StreamReco.Benchmarks.Rows;

/// <summary>Command <c>row</c>: one round of one row in this process. <see cref="RowsBenchmark"/> starts it.</summary>
internal sealed class OneRowCommand : Command
{
    /// <summary>Begins the line with the figures.</summary>
    public const string Mark = "ROW ";

    /// <summary>Clicks that the simulated shop is laid out for where none are timed.</summary>
    private const int ShopClicks = 1_000_000;

    private readonly Argument<string> _name = new("name");
    private readonly Option<string> _bootstrap = new("--bootstrap") { Required = true };
    private readonly Option<string> _prefix = new("--prefix") { Required = true };
    private readonly Option<string> _group = new("--group") { Required = true };
    private readonly Option<bool> _peer = new("--peer");
    private readonly Option<int> _clicks = new("--clicks") { Description = "0 takes latencies alone.", Required = true };
    private readonly Option<long> _emitIntervalMs = new("--emit-interval-ms");
    private readonly Option<int[]> _brokerPids = new("--broker-pid") { DefaultValueFactory = _ => [] };
    private readonly Option<int[]> _rates = new("--rate") { DefaultValueFactory = _ => [] };
    private readonly Option<int> _seconds = new("--seconds");
    private readonly Option<DirectoryInfo?> _model = new("--model");

    public OneRowCommand()
        : base("row", "One round of a row of 'rows', which calls it.")
    {
        Hidden = true;
        Add(_name);
        foreach (var option in new Option[]
        {
            _bootstrap, _prefix, _group, _peer, _clicks, _emitIntervalMs, _brokerPids, _rates, _seconds, _model,
        })
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancel)
    {
        ThreadPool.SetMinThreads(64, 64); // as the host does: commits block their threads
        var row = RowName.ParseList(parse.GetValue(_name)!)[0];
        var bootstrap = parse.GetValue(_bootstrap)!;
        var clicks = new RowsClicks(parse.GetValue(_clicks) is > 0 and var timed ? timed : ShopClicks, parse.GetValue(_peer));
        var settings = new PathSettings(
            bootstrap, parse.GetValue(_clicks), 1, RowsClicks.Users, 0, 0, parse.GetValue(_emitIntervalMs), false, [])
        {
            Warmup = parse.GetValue(_clicks) / 2,
            BrokerPids = parse.GetValue(_brokerPids)!,
        };
        var topics = new BenchmarkTopics(bootstrap, parse.GetValue(_prefix));
        var kafka = clicks.OptionsFor(topics, parse.GetValue(_group)!);
        if (row.Kind == RowKind.Copier)
        {
            Print(await BaselineProgram.RunAsync(kafka, settings, topics.Copy, cancel), settings, []);
            return 0;
        }

        var model = row.Kind == RowKind.TwoStage
            ? ModelArtifactLoader.Load(parse.GetValue(_model)!.FullName) : clicks.SmallModel();
        var scored = row.Kind != RowKind.Path;
        var timing = settings.Clicks == 0 ? null : await PathProgram.RunAsync(kafka, settings, model, scored, cancel);
        var rates = parse.GetValue(_rates)!;
        var latencies = rates.Length == 0 ? []
            : await new LatencyRun(bootstrap, model, scored, rates, parse.GetValue(_seconds)).RunAsync(cancel);
        Print(timing, settings, latencies);
        return 0;
    }

    private static void Print(Timing? timing, PathSettings settings, IReadOnlyList<RateLatency> latencies) =>
        Console.WriteLine(Mark + JsonSerializer.Serialize(timing is null ? new RowFigures { Latencies = latencies } : new RowFigures
        {
            ClicksPerSecond = timing.ClicksPerSecond,
            CpuMicroseconds = timing.CpuMicrosecondsPerClick,
            BrokerMicroseconds = timing.BrokerCpu?.TotalMicroseconds / timing.Clicks,
            BytesPerClick = timing.AllocatedPerClick,
            AnsweredShare = timing.Answers / (double)settings.Clicks,
            Latencies = latencies,
        }));
}
