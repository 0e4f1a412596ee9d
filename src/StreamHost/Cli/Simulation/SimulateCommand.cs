using System.CommandLine;
using System.Globalization;
using StreamReco.Models.Data;
using StreamReco.Models.Simulation;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Simulation;

/// <summary><c>simulate</c>: clicks of a simulated shop, to a file or a topic.</summary>
internal sealed class SimulateCommand : CliCommand
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Write the records to this file, one a line, instead of to Kafka.",
        HelpName = "FILE",
    };

    private readonly Option<string> _catalogOutput = new("--catalog-output")
    {
        Description = "With --output: write the shop's items to this file, one a line.",
        HelpName = "FILE",
    };

    private readonly Option<long> _events = new Option<long>("--events")
    {
        Description = "Records to write, broken, repeated and late ones included.",
        HelpName = "N",
        DefaultValueFactory = _ => 100_000,
    }.AtLeast(1);

    private readonly Option<double> _rate = new Option<double>("--rate")
    {
        Description = "Records per second; 0 is as fast as they are taken.",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    }.AtLeast(0);

    private readonly Option<string> _start = new("--start")
    {
        Description =
            "Time of the first record, or NOW. Left out: a fixed day for a file; for a topic so early that the last lies "
                + "before now. A topic's record of a time to come waits for it.",
        HelpName = "TIME|NOW",
    };

    private readonly ShopOptionSet _shop = new();

    public SimulateCommand()
        : base("simulate",
            "Write the clicks of a simulated shop to a file or a topic: seeded, with broken, repeated and late ones.")
    {
        Option[] own = [_output, _catalogOutput, _events, _rate, _start];
        foreach (var option in own)
        {
            Add(option);
        }

        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Clicks(), PipelineOptionSet.Catalog());
        _shop.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("A file to train from",
            "streamreco simulate --events 200000 --output clicks.ndjson --catalog-output items.ndjson"),
        new("Into Kafka, 500 a second", "streamreco simulate --bootstrap 127.0.0.1:9092 --events 100000 --rate 500"),
        new("Only good events, another shop",
            "streamreco simulate -o good.ndjson --malformed-share 0 --duplicate-share 0 --late-share 0 --seed 7"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        if (context.Value(_catalogOutput) is { } catalog && context.Value(_output) is { } records
            && Path.GetFullPath(catalog) == Path.GetFullPath(records))
        {
            throw new UserErrorException($"--catalog-output is '{catalog}', and so is --output; name another file.", ExitCode.Usage);
        }

        OutputPlace.CheckFile("--output", context.Value(_output));
        OutputPlace.CheckFile("--catalog-output", context.Value(_catalogOutput));
        var options = context.LoadOptions();
        var shop = _shop.Read(context.Parse, options.Pipeline.Window.AllowedLatenessMs);
        var startMs = StartMs(context, shop);
        WarnOfWaiting(context, shop, startMs);
        var simulator = new ShopSimulator(shop with { StartMs = startMs });
        await using IRecordTarget target = context.Value(_output) is { } file
            ? new FileTarget(file, context.Value(_catalogOutput))
            : await TopicTarget.OpenAsync(options.Kafka, context.Time, cancel);
        var counts = await ProgressDisplay.RunAsync(
            context.Screen, context.Time, "simulating", line =>
                Task.Run(() => WriteAsync(simulator, target, context, line, cancel), cancel));
        SimulationReport.Print(context.Screen.Output, counts, target.Name);
        return ExitCode.Ok;
    }

    private async Task<long[]> WriteAsync(
        ShopSimulator simulator, IRecordTarget target, CommandContext context, IProgressLine line,
            CancellationToken cancel)
    {
        var events = context.Value(_events);
        var pace = new Pace(context.Value(_rate), context.Time);
        var counts = new long[Enum.GetValues<SimulatedKind>().Length];
        var written = 0L;
        foreach (var record in simulator.Run())
        {
            if (written == 0)
            {
                target.WriteCatalog(ClickDatasetRecords.Catalog(simulator.Catalog, record.TimeMs), cancel);
            }

            await pace.WaitAsync(written, cancel);
            await WaitForAsync(record.TimeMs, context, cancel);
            target.WriteClick(new KeyedPayload(record.TimeMs, record.Key, record.Payload), cancel);
            counts[(int)record.Kind]++;
            line.Update(++written, events, $"{written:N0} of {events:N0} records");
            if (written == events)
            {
                break;
            }
        }

        target.Finish();
        return counts;
    }

    /// <summary>A broker refuses a record whose time is further ahead than message.timestamp.after.max.ms, an hour by default.</summary>
    private async ValueTask WaitForAsync(long timeMs, CommandContext context, CancellationToken cancel)
    {
        if (context.Value(_output) is null
            && DateTimeOffset.FromUnixTimeMilliseconds(timeMs) - context.Time.GetUtcNow() is var early && early > TimeSpan.Zero)
        {
            await Task.Delay(early, context.Time, cancel);
        }
    }

    private void WarnOfWaiting(CommandContext context, ShopSimulatorOptions shop, long startMs)
    {
        var end = DateTimeOffset.FromUnixTimeMilliseconds(startMs).AddDays(context.Value(_events) / shop.EventsPerDay);
        if (context.Value(_output) is null && !context.Screen.IsQuiet && end > context.Time.GetUtcNow())
        {
            context.Screen.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The records run to about {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC: each is written when its time has come, about "
                    + $"{shop.EventsPerDay / 86_400:0.##} a second. An earlier --start writes them as fast as --rate says."));
        }
    }

    /// <summary>
    /// Brokers refuse records from the future and drop those older than their retention, so a topic's records end about
    /// now.
    /// </summary>
    private long StartMs(CommandContext context, ShopSimulatorOptions shop)
    {
        var now = context.Time.GetUtcNow();
        if (context.Value(_start) is { } start)
        {
            return start.Equals("now", StringComparison.OrdinalIgnoreCase) ? now.ToUnixTimeMilliseconds()
                : DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                    ? time.ToUnixTimeMilliseconds()
                    : throw new UserErrorException($"--start is '{start}'; it must be a time, or NOW.", ExitCode.Usage);
        }

        var days = Math.Ceiling(context.Value(_events) / shop.EventsPerDay) + 1;
        return context.Value(_output) is null ? now.AddDays(-days).ToUnixTimeMilliseconds()
            : shop.StartMs;
    }
}
