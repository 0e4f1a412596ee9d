using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Demo;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Run;

/// <summary><c>demo</c>: everything on one machine, without a single installation.</summary>
internal sealed class DemoCommand : CliCommand
{
    private readonly Option<string> _file = new InputFileOption("--file")
    {
        TakesFolder = true,
        Description = "A file of real clicks; without it a simulated shop is played.",
        HelpName = "FILE",
    };

    /// <summary>The name of <see cref="_file"/> in earlier versions; in every other command it names a topic.</summary>
    private readonly Option<string> _clicks = new("--clicks") { Description = "Now --file.", HelpName = "FILE", Hidden = true };

    private readonly ClickFileOptionSet _clickFiles = new();

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "Clicks per second; 0 plays as fast as the pipeline answers. [default 1500 for the simulator, 0 for a file]",
        HelpName = "N",
    };

    /// <summary>A number was here first; the names of events are under this option in every command that reads files.</summary>
    private readonly Option<string[]> _events = new("--events")
    {
        Description =
            "A number: records to play; all of a file, or "
            + $"{DemoSettings.SimulatedEvents} of the simulator, when left out. NAME=TYPE,...: which name of an event of the file "
            + "means which type, buy=purchase. Both may be given.",
        HelpName = "N|NAME=TYPE,...",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<bool> _forever = new("--forever") { Description = "Play on until Ctrl-C." };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of the simulated shop: the same seed, the same visitors.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _partitions = new Option<int>("--partitions")
    {
        Description = "Partitions of the demo's topics, which are the shards.",
        HelpName = "N",
        DefaultValueFactory = _ => 4,
    }.AtLeast(1);

    private readonly Option<string> _bootstrap = new("--bootstrap")
    {
        Description = "Use this Kafka instead of the embedded broker; missing topics are created.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string> _model = new("--model")
    {
        Description = "Use this trained model; without it a small one is trained first.",
        HelpName = "DIR",
    };

    private readonly Option<string> _report = new("--report")
    {
        Description = "Write the summary to this file as JSON.",
        HelpName = "FILE",
    };

    public DemoCommand()
        : base("demo", "Show everything running: a broker, a model, clicks, and live recommendations.")
    {
        foreach (var option in new Option[]
        {
            _file, _clicks, _rate, _events, _forever, _seed, _partitions, _bootstrap, _model, _report,
            PipelineOptionSet.Provider(), PipelineOptionSet.EmitIntervalMs(), PipelineOptionSet.Delivery(),
            PipelineOptionSet.HttpPort(),
        })
        {
            Add(option);
        }

        _clickFiles.AddWithoutEventsTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("The simulated shop", "./demo"),
        new("Real clicks of a clothing shop", "./demo --file eshop-clothing-2008/clicks.csv --format eshop --report report.json"),
        new("Columns of one's own", $"./demo --file clicks.csv {ClickFileOptionSet.ByName}"),
        new("A file without a header, columns by number", $"./demo --file log.tsv {ClickFileOptionSet.ByNumber}"),
        new("On a Kafka of one's own, slowly, until Ctrl-C", "./demo --bootstrap 127.0.0.1:9092 --rate 50 --forever"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions(DemoSettings.Defaults(context.Value(_bootstrap)));
        var settings = Read(context, options);
        ThreadsForBlockingCalls.Reserve();
        var level = context.Verbose ? LogLevel.Debug : LogLevel.Warning;
        using var loggers = LoggerFactory.Create(logging =>
        {
            HostLogging.Configure(logging, level);
            if (context.Screen.IsLive)
            {
                logging.ClearProviders();
                logging.AddProvider(new ScreenLog(context.Screen.Results, context.Time));
            }
        });
        IDemoScreen screen = context.Screen.IsLive
            ? new LiveDemoScreen(context.Screen, context.Time)
            : new PlainDemoScreen(context.Screen, context.Time);
        var report = await new DemoRun(settings, options, loggers, context.Time).RunAsync(screen, cancel);
        ReportLines.Write(report, context.Screen);
        await ReportJson.WriteAsync(report, settings.ReportFile, CancellationToken.None);
        return report.Play!.NothingDropped && report.Play.AnswersRepeated == 0 ? ExitCode.Ok : ExitCode.Failure;
    }

    private DemoSettings Read(CommandContext context, StreamRecoOptions options)
    {
        var (records, names) = EventsOf(context.Value(_events) ?? []);
        var file = context.Value(_file) ?? EarlierName(context);
        return new DemoSettings
        {
            ClicksFile = file,
            Reading = _clickFiles.Settings(context, options, names),
            Rate = context.Value(_rate) switch
            {
                null => file is null ? DemoSettings.SimulatedRate : 0,
                double rate when rate >= 0 => rate,
                var rate => throw new UserErrorException(FormattableString.Invariant($"--rate is {rate}; it must be 0 or more."), ExitCode.Usage),
            },
            Events = records,
            Forever = context.Value(_forever),
            Seed = context.Value(_seed),
            Partitions = context.Value(_partitions),
            Bootstrap = context.Value(_bootstrap),
            ModelDirectory = context.Value(_model),
            ReportFile = context.Value(_report),
        };
    }

    private string? EarlierName(CommandContext context)
    {
        var file = context.Value(_clicks);
        if (file is not null)
        {
            context.Screen.Error.WriteLine(
                "--clicks names a topic in the other commands; the demo's file is --file now, and --clicks is still taken for it.");
        }

        return file;
    }

    /// <summary>The records to play, and the names of events.</summary>
    private static (long? Records, string? Names) EventsOf(string[] values)
    {
        long? records = null;
        var names = new List<string>();
        foreach (var value in values)
        {
            if (value.Contains('='))
            {
                names.Add(value);
            }
            else
            {
                records = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw new UserErrorException(
                        $"--events is '{value}'; it must be a whole number of records, or NAME=TYPE,...", ExitCode.Usage);
            }
        }

        return (records, names.Count > 0 ? string.Join(',', names) : null);
    }
}
