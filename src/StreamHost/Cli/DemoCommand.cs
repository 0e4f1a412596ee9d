using System.CommandLine;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Data;
using StreamReco.StreamHost.Demo;
using StreamReco.StreamHost.Hosting;

namespace StreamReco.StreamHost.Cli;

/// <summary><c>demo</c>: everything on one machine, without a single installation.</summary>
internal sealed class DemoCommand : VerbCommand
{
    private readonly Option<string> _clicks = new("--clicks")
    {
        Description = "A file of real clicks; without it a simulated shop is played.",
        HelpName = "FILE",
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = $"How the file is written: {string.Join(", ", ClickFileFormats.Names)}. [default csv]",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "csv",
    };

    private readonly Option<string> _columns = new("--columns")
    {
        Description = "Names of columns where they are not the usual ones, for instance user=visitor,item=sku,time=ts.",
        HelpName = "MAP",
    };

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "Clicks per second; 0 plays as fast as the pipeline answers. [default 1500 for the simulator, 0 for a file]",
        HelpName = "N",
        DefaultValueFactory = _ => -1,
    };

    private readonly Option<long?> _events = new("--events")
    {
        Description = $"Records to play. [default {DemoSettings.SimulatedEvents} of the simulator, all of a file]",
        HelpName = "N",
    };

    private readonly Option<bool> _forever = new("--forever") { Description = "Play on until Ctrl-C." };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of the simulated shop: the same seed, the same visitors.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Partitions of the demo's topics, which are the shards.",
        HelpName = "N",
        DefaultValueFactory = _ => 4,
    };

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
        : base("demo", "Show everything at work: a broker, a model, clicks, and live recommendations.")
    {
        foreach (var option in new Option[]
        {
            _clicks, _format, _columns, _rate, _events, _forever, _seed, _partitions, _bootstrap, _model, _report,
            PipelineOptionSet.Provider(), PipelineOptionSet.EmitIntervalMs(), PipelineOptionSet.Delivery(),
            PipelineOptionSet.HttpPort(),
        })
        {
            Add(option);
        }
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("The simulated shop", "./demo"),
        new("Real clicks of a clothing shop", "./demo --clicks eshop-clothing-2008/clicks.csv --format eshop --report report.json"),
        new("Columns of one's own", "./demo --clicks clicks.csv --columns user=visitor,item=sku,time=ts"),
        new("On a Kafka of one's own, slowly, until Ctrl-C", "./demo --bootstrap 127.0.0.1:9092 --rate 50 --forever"),
    ];

    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancel)
    {
        var settings = Read(context);
        var options = context.LoadOptions(DemoSettings.Defaults(settings));
        ThreadsForBlockingCalls.Reserve();
        var level = context.Verbose ? LogLevel.Debug : LogLevel.Warning;
        using var loggers = LoggerFactory.Create(logging => HostLogging.Configure(logging, level));
        IDemoScreen screen = context.Screen.IsLive
            ? new LiveDemoScreen(context.Screen, context.Time)
            : new PlainDemoScreen(context.Screen, context.Time);
        var report = await new DemoRun(settings, options, loggers, context.Time).RunAsync(screen, cancel);
        ReportLines.Write(report, context.Screen);
        await ReportJson.WriteAsync(report, settings.ReportFile, CancellationToken.None);
        return report.Play!.NothingDropped && report.Play.AnswersRepeated == 0 ? ExitCode.Ok : ExitCode.Failure;
    }

    private DemoSettings Read(VerbContext context)
    {
        var format = ClickFileFormats.TryParse(context.Value(_format), out var known)
            ? known
            : throw new UserErrorException(
                $"--format is '{context.Value(_format)}'; it must be one of {string.Join(", ", ClickFileFormats.Names)}.",
                ExitCode.Usage);
        var file = context.Value(_clicks);
        var rate = context.Value(_rate);
        return new DemoSettings
        {
            ClicksFile = file,
            Format = format,
            Columns = context.Value(_columns) is { } map ? ColumnMap.Parse(map) : null,
            Rate = rate >= 0 ? rate : file is null ? DemoSettings.SimulatedRate : 0,
            Events = context.Value(_events),
            Forever = context.Value(_forever),
            Seed = context.Value(_seed),
            Partitions = context.Value(_partitions),
            Bootstrap = context.Value(_bootstrap),
            ModelDirectory = context.Value(_model),
            ReportFile = context.Value(_report),
        };
    }
}
