using StreamReco.Models.Data;
using StreamReco.Models.Items;
using StreamReco.Models.Simulation;
using StreamReco.Stages;

namespace StreamReco.StreamHost.Demo;

/// <summary>What the demo plays: records, the catalog that goes with them, and clicks to train a small model on.</summary>
/// <param name="Name">The file, or <c>simulator</c>.</param>
/// <param name="Records">The records in the order of playing; lazy.</param>
/// <param name="Count">How many they are; null when they never end.</param>
/// <param name="Catalog">What is known of the items.</param>
/// <param name="TrainOn">Clicks to train on.</param>
/// <param name="TrainNote">What they are, in words.</param>
/// <param name="TimeNote">How missing times were made up, or null.</param>
/// <param name="Skipped">Lines of the file that could not be read, by reason.</param>
internal sealed record DemoSource(
    string Name, IEnumerable<DemoRecord> Records, long? Count, IReadOnlyList<CatalogItem> Catalog, ClickDataset TrainOn,
    string TrainNote, string? TimeNote, IReadOnlyDictionary<string, long> Skipped)
{
    private const int SimulatedTrainingEvents = 30_000;
    private const double SecondsPerDay = 86_400;

    /// <summary>Events in a second of the simulated shop's own time, on average; 0 for a file.</summary>
    public double EventsPerSecond { get; init; }

    /// <summary>Longer than a visit takes, so that there is always somebody left to arrive.</summary>
    private const int VisitSeconds = 300;

    /// <summary>Opens what the settings name.</summary>
    /// <exception cref="DataFileException">The file cannot be read.</exception>
    public static DemoSource Open(DemoSettings settings, PipelineOptions options, long nowMs, CancellationToken cancel) =>
        settings.ClicksFile is null
            ? Simulated(settings, options, nowMs)
            : FromFile(settings, settings.ClicksFile, cancel);

    private static DemoSource FromFile(DemoSettings settings, string path, CancellationToken cancel)
    {
        var data = ClickFileReader.Read(path, settings.Reading, cancel);
        var count = Math.Min(settings.Events ?? data.Clicks.Count, data.Clicks.Count);
        var records = settings.Forever ? Repeated(data) : Once(data, "c").Take((int)count);
        return new DemoSource(
            path, records, settings.Forever ? null : count, data.Catalog, data,
            "the file itself", data.TimeNote, data.Skipped);
    }

    private static DemoSource Simulated(DemoSettings settings, PipelineOptions options, long nowMs)
    {
        var count = settings.Events ?? DemoSettings.SimulatedEvents;
        var shape = new ShopSimulatorOptions { Seed = settings.Seed, AllowedLatenessMs = options.Window.AllowedLatenessMs };
        shape = settings.Forever ? InRealTime(shape, settings.Rate) : shape;
        var before = settings.Forever ? SimulatedTrainingEvents : SimulatedTrainingEvents + count;
        var simulator = new ShopSimulator(shape with { StartMs = ShopStart.Of(shape, before, nowMs) });
        var past = SimulatedHistory.Read(simulator.Run().Take(SimulatedTrainingEvents), simulator.Catalog, options);
        var played = simulator.Run().Skip(SimulatedTrainingEvents).Select(r => new DemoRecord(r.Key, r.Payload, r.TimeMs));
        return new DemoSource(
            $"simulator (seed {settings.Seed})",
            settings.Forever ? played : played.Take((int)count),
            settings.Forever ? null : count,
            simulator.Catalog,
            past,
            $"the {SimulatedTrainingEvents:N0} simulated records before the first one played",
            TimeNote: null,
            new Dictionary<string, long>(StringComparer.Ordinal))
        {
            EventsPerSecond = shape.EventsPerDay / SecondsPerDay,
        };
    }

    /// <summary>A shop as busy as the rate at which it is played: its clock and ours go alike, so no record comes from the future.</summary>
    private static ShopSimulatorOptions InRealTime(ShopSimulatorOptions shape, double rate)
    {
        var eventsPerSecond = rate > 0 ? rate : DemoSettings.SimulatedRate;
        return shape with
        {
            EventsPerDay = eventsPerSecond * SecondsPerDay,
            DayRhythm = 0, // the rate is that of every hour: at night the shop's clock would run away
            Users = (int)Math.Max(shape.Users, eventsPerSecond * VisitSeconds),
        };
    }

    private static IEnumerable<DemoRecord> Once(ClickDataset data, string eventIdPrefix) =>
        ClickDatasetRecords.Events(data, eventIdPrefix).Select(r => new DemoRecord(r.Key, r.Payload, TimestampMs: null));

    private static IEnumerable<DemoRecord> Repeated(ClickDataset data)
    {
        for (var round = 1; ; round++)
        {
            foreach (var record in Once(data, $"r{round}-"))
            {
                yield return record;
            }
        }
    }
}
