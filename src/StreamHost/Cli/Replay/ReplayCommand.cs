using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Artifacts;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Replay;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Replay;

/// <summary><c>replay</c>: a span of a historic topic through the live path, into another topic.</summary>
internal sealed partial class ReplayCommand : CliCommand
{
    private readonly Option<string> _from = new("--from")
    {
        Description =
            "First record: 'beginning', an offset of every partition, or a time (Kafka's timestamp, ISO 8601, UTC where "
            + "no zone is named). The state is empty before it: only a span from the beginning repeats live's answers.",
        HelpName = "TIME|OFFSET|beginning",
        DefaultValueFactory = _ => SpanBound.Beginning,
    };

    private readonly Option<string> _to = new("--to")
    {
        Description =
            "First record that is no part of it, in the same forms, or 'end': where the topic ends when the replay "
            + "begins. Fixed then, also for a replay that is resumed.",
        HelpName = "TIME|OFFSET|end",
        DefaultValueFactory = _ => SpanBound.End,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description =
            "Topic of the replayed answers; made if it is missing, with the partitions of the clicks. Not with --warm.",
        HelpName = "TOPIC",
    };

    private readonly Option<bool> _warm = new("--warm")
    {
        Description =
            "Write no answers: make the state of --group at --state from the span, and leave it where the span ends, so "
            + "that its nodes go on there.",
    };

    private readonly Option<string> _after = new("--after")
    {
        Description =
            "With --warm: the span ends where this group has committed last. While its nodes run, follow them; "
            + "once they are stopped, the cut is there.",
        HelpName = "GROUP",
    };

    private readonly Option<string> _afterState = new("--after-state")
    {
        Description = "With --after: the state of that group, where its nodes give their signs of life; left out, that of --state.",
        HelpName = "FILE|CONNECTION",
    };

    private readonly Option<bool> _andRun = new("--run")
    {
        Description = "With --warm: go on as a node of the group once the state is there.",
    };

    private readonly Option<string> _rejected = new("--rejected-output")
    {
        Description = "Topic of the rejected records; left out, they are counted and not written.",
        HelpName = "TOPIC",
    };

    private readonly Option<string> _users = new InputFileOption("--users")
    {
        Description =
            "Write only answers of the users named in this file, one id a line. The state folds all records all the same.",
        HelpName = "FILE",
    };

    private readonly Option<string> _name = new("--name")
    {
        Description =
            "Names the replay: its group is replay-NAME, and the same name goes on where the last commit stands. "
            + "Default: the output topic.",
        HelpName = "NAME",
    };

    private readonly Option<string> _folder = new("--folder")
    {
        Description = "Folder of replays: each keeps its plan there, and its state unless --state names another place.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "replays",
    };

    private readonly Option<string> _report = new("--report")
    {
        Description = "Write what the replay did to this file as JSON.",
        HelpName = "FILE",
    };

    private readonly RemoteOptionSet _remote = new();
    private readonly SettingOption _group = PipelineOptionSet.Group();
    private readonly SettingOption _state = PipelineOptionSet.State();

    public ReplayCommand()
        : base("replay", "Run a span of a historic topic again, as fast as it goes, into another topic; live is untouched.")
    {
        Option[] own = [_from, _to, _output, _warm, _after, _afterState, _andRun, _rejected, _users, _name, _folder, _report];
        foreach (var option in own)
        {
            Add(option);
        }

        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Bootstrap(), _group, PipelineOptionSet.Clicks(), PipelineOptionSet.Catalog(), _state,
            PipelineOptionSet.Model(), PipelineOptionSet.EmitIntervalMs(), PipelineOptionSet.Provider());
        _remote.AddNodeTo(this);
        _remote.AddByTo(this);
        Add(new ReplayVerifyCommand());
        Action = new CommandAction();
        AddCheck(Check);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Everything that the topic holds, then compare with live",
            "streamreco replay --output recommendations.again && streamreco replay verify --replayed recommendations.again"),
        new("A day with another model", "streamreco replay --from 2026-03-01 --to 2026-03-02 --model model-b --output day.b"),
        new("What some users would have seen",
            "streamreco replay --users users.txt --output few --rejected-output few.rejected --report few.json"),
        new("A new group takes over from a live one: start this, then stop the old nodes",
            "streamreco replay --warm --after streamreco --group streamreco-2 --state new.db --run"),
        new("Noted in the history of the live cluster", "streamreco replay --output day.b --node http://127.0.0.1:8095"),
        new("After a kill or Ctrl-C, the same line goes on", "streamreco replay --output recommendations.again"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        OutputPlace.CheckFile("--report", context.Value(_report));
        if (context.Value(_warm))
        {
            return await WarmAsync(context, cancel);
        }

        var name = context.Value(_name) ?? context.Value(_output)!;
        var folder = new ReplayFolder(context.Value(_folder)!, name);
        var live = context.LoadOptions();
        var settings = Read(context, live.Kafka, name, folder);
        await CheckErasureKeyAsync(context, settings.Options, cancel); // before anything is made
        var topics = new OutputTopics(settings.Options.Kafka, settings.Options.Pipeline.Limits, context.Time);
        var made = await topics.EnsureAsync(
            settings.Options.Kafka.Recommendations, settings.WritesRejected ? settings.Options.Kafka.Rejected : null,
            cancel);
        var run = new ReplayRun(settings, folder, context.Time);
        var (plan, done) = await Task.Run(() => run.Prepare(cancel), cancel);
        ReplayLines.Begin(context.Screen, plan, done, made);
        if (done == plan.Partitions.Sum(span => span.Length()))
        {
            return ExitCode.Ok;
        }

        var level = context.Verbose ? LogLevel.Debug : LogLevel.Warning;
        using var loggers = LoggerFactory.Create(logging => HostLogging.Configure(logging, level));
        await using var task = CommandTask.Begin(context, live, "replay", name);
        await using var registered = await RegisteredReplay.BeginAsync(context, _remote, plan, cancel);
        var report = await ProgressDisplay.RunAsync(
            task.Screen, context.Time, "replaying", line => run.RunAsync(plan, done, loggers, line, cancel));
        await registered.EndAsync(report.IsFinished ? null : "stopped before its end; the same line goes on");
        ReplayLines.End(context.Screen, report);
        await ReplayLines.WriteAsync(report, context.Value(_report));
        return report.IsFinished ? ExitCode.Ok : ExitCode.Interrupted;
    }

    private static async Task CheckErasureKeyAsync(CommandContext context, StreamRecoOptions options, CancellationToken cancel)
    {
        using var wait = BrokerWait.Begin(context, options.Kafka);
        await new KafkaErasureLedger(options.Kafka, options.Pipeline.Privacy, context.Time).CheckKeysAsync(cancel);
    }

    private async Task<int> WarmAsync(CommandContext context, CancellationToken cancel)
    {
        var live = context.LoadOptions();
        var options = context.LoadOptions(forced: [new("Kafka:Delivery", KafkaOptions.ExactlyOnce)]);
        var name = context.Value(_name) ?? $"warm-{options.Kafka.Group}";
        var settings = new ReplaySettings(
            name, options, Bound(context, _from, SpanBound.Beginning), Bound(context, _to, SpanBound.End),
            WritesRejected: false, Users: null, ModelArtifactLoader.Load(options.Model.Directory))
        {
            IsWarm = true,
            After = context.Value(_after),
            AfterState = context.Value(_afterState) ?? options.State.Connection,
        };
        using var loggers = LoggerFactory.Create(
            logging => HostLogging.Configure(logging, context.Verbose ? LogLevel.Debug : LogLevel.Warning));
        var run = new WarmRun(settings, new ReplayFolder(context.Value(_folder)!, name), context.Time);
        await using (var task = CommandTask.Begin(context, live, "warm replay", name))
        {
            if (!await run.RunAsync(task.Screen, loggers, cancel))
            {
                return ExitCode.Interrupted;
            }
        }

        context.Screen.Output.WriteLine($"group {options.Kafka.Group} is warm: its nodes go on behind the span");
        if (context.Value(_andRun))
        {
            var level = context.Verbose ? LogLevel.Debug : context.Screen.IsQuiet ? LogLevel.Warning : LogLevel.Information;
            ReportLines.Write(await NodeHost.RunAsync(live, untilEnd: false, level, context.Time, cancel), context.Screen);
        }

        return ExitCode.Ok;
    }

    private ReplaySettings Read(CommandContext context, KafkaOptions live, string name, ReplayFolder folder)
    {
        var (output, rejected) = (context.Value(_output)!, context.Value(_rejected));
        Refuse(live, output, rejected);
        List<KeyValuePair<string, string>> forced =
        [
            new("Kafka:Group", ReplaySettings.GroupOf(name)),
            new("Kafka:Recommendations", output), new("Kafka:Delivery", KafkaOptions.ExactlyOnce),
        ];
        if (rejected is not null)
        {
            forced.Add(new("Kafka:Rejected", rejected));
        }

        if (context.Value(_state) is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.StatePath)!);
            forced.Add(new("State:Connection", folder.StatePath));
        }

        var options = context.LoadOptions(forced: forced);
        return new ReplaySettings(
            name, options, Bound(context, _from, SpanBound.Beginning), Bound(context, _to, SpanBound.End),
            rejected is not null, context.Value(_users) is { } users ? UserList.Read(users, Pseudonymizer.Open(options.Pipeline.Privacy)) : null,
            ModelArtifactLoader.Load(options.Model.Directory));
    }

    /// <summary>Live's readers must not find replayed answers among live's own.</summary>
    private static void Refuse(KafkaOptions live, string output, string? rejected)
    {
        if (output == live.Recommendations)
        {
            throw new UserErrorException(
                $"--output is '{output}', the topic of the live answers (Kafka:Recommendations); name another one.",
                ExitCode.Usage);
        }

        if (rejected is not null && rejected == live.Rejected)
        {
            throw new UserErrorException(
                $"--rejected-output is '{rejected}', the live topic (Kafka:Rejected); name another one.", ExitCode.Usage);
        }
    }

    private static NamedBound Bound(CommandContext context, Option<string> option, string edge)
    {
        var text = context.Value(option)!;
        return new NamedBound(text, SpanBound.TryParse(text, edge, out var bound) ? bound : SpanBound.Edge);
    }

    private void Check(CommandResult result)
    {
        CheckPurpose(result);
        CheckBound(result, _from, SpanBound.Beginning);
        CheckBound(result, _to, SpanBound.End);
        if (result.GetValue(_name) is { } name && !NamePattern().IsMatch(name))
        {
            result.AddError($"--name is '{name}'; a name has 1 to 200 letters, digits, dots, dashes and underscores.");
        }
    }

    private void CheckPurpose(CommandResult result)
    {
        if (result.Children.OfType<CommandResult>().Any())
        {
            return; // a command of its own
        }

        var (isWarm, output) = (result.GetValue(_warm), result.GetValue(_output));
        if (isWarm == output is not null)
        {
            result.AddError("Say what for: --output TOPIC writes answers, --warm makes the state of a group; one of the two.");
        }

        if (isWarm && (result.GetValue(_rejected) is not null || result.GetValue(_users) is not null))
        {
            result.AddError("--warm writes nothing, so --rejected-output and --users have no meaning with it.");
        }

        if (!isWarm && (result.GetValue(_after) ?? result.GetValue(_group) ?? (result.GetValue(_andRun) ? "" : null)) is not null)
        {
            result.AddError("--group, --after and --run need --warm: the group of a replay with answers is replay-NAME.");
        }
    }

    private static void CheckBound(CommandResult result, Option<string> option, string edge)
    {
        var text = result.GetValue(option) ?? edge;
        if (!SpanBound.TryParse(text, edge, out _))
        {
            result.AddError(
                $"{option.Name} is '{text}'; it must be '{edge}', an offset such as 1000, or a time such as "
                + "2026-03-01T12:00:00Z.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$")]
    private static partial Regex NamePattern();
}
