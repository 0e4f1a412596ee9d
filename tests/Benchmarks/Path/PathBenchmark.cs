using System.Globalization;
using StreamReco.Models.Simulation;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Path;

/// <summary>Runs the programs in turn and prints what they took.</summary>
internal sealed class PathBenchmark(PathSettings settings)
{
    private const string Twin = "twin";
    private const string Scored = "scored";

    private readonly Dictionary<string, List<Timing>> _timings = new(StringComparer.Ordinal);

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        ThreadPool.SetMinThreads(64, 64); // as the host does: commits block their threads
        var shop = new ShopSimulator(new ShopSimulatorOptions
        {
            Users = settings.Users,
            Items = settings.Items,
            EventsPerDay = settings.Clicks * 4.0,
        });
        var model = RandomModel.Create(shop.Catalog, settings.Dimensions);
        await using var topics = new BenchmarkTopics(settings.Bootstrap);
        var bytes = await topics.FillAsync(shop, settings.Clicks, cancel);
        Console.WriteLine(FormattableString.Invariant(
            $"{settings.Clicks} clicks of {bytes / settings.Clicks} bytes in {PathSettings.Partitions} partitions on {settings.Bootstrap ?? "the embedded broker"}; emit interval {settings.EmitIntervalMs} ms"));
        for (var round = 0; round <= settings.Rounds; round++)
        {
            foreach (var program in settings.Programs)
            {
                GC.Collect();
                var kafka = topics.OptionsFor($"{program}-{round}");
                var timing = program == Twin
                    ? await BaselineProgram.RunAsync(kafka, settings, topics.Copy, cancel)
                    : await PathProgram.RunAsync(kafka, settings, model, program == Scored, cancel);
                Keep(round, program, timing);
            }
        }

        PrintSummary();
        return 0;
    }

    private void Keep(int round, string program, Timing timing)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{(round == 0 ? "warm-up" : $"round {round}"),-8} {program,-7} {timing.ClicksPerSecond,9:F0} clicks/s {timing.CpuMicrosecondsPerClick,7:F2} CPU us/click {timing.AllocatedPerClick,7:F0} B/click {timing.Collections,4} GCs"));
        if (round > 0)
        {
            _timings.TryAdd(program, []);
            _timings[program].Add(timing);
        }
    }

    private void PrintSummary()
    {
        Console.WriteLine("\nmedian (min..max)      clicks/s            CPU us/click        speed against the twin");
        foreach (var (program, timings) in _timings)
        {
            var ratios = _timings.TryGetValue(Twin, out var twins)
                ? Spread(timings.Zip(twins, (a, b) => a.ClicksPerSecond / b.ClicksPerSecond), "F2")
                : "";
            Console.WriteLine(
                $"{program,-7} {Spread(timings.Select(t => t.ClicksPerSecond), "F0"),28} {Spread(timings.Select(t => t.CpuMicrosecondsPerClick), "F1"),20} {ratios,20}");
        }
    }

    private static string Spread(IEnumerable<double> values, string format)
    {
        double[] sorted = [.. values.Order()];
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(sorted[sorted.Length / 2])} ({Text(sorted[0])}..{Text(sorted[^1])})";
    }
}
