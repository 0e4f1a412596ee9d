using System.CommandLine;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Replay;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Replay;

/// <summary><c>replay verify</c>: whether a replay holds what live emitted.</summary>
internal sealed class ReplayVerifyCommand : CliCommand
{
    private readonly Option<string> _live = new("--live")
    {
        Description = "Topic of the live answers. Default: Kafka:Recommendations.",
        HelpName = "TOPIC",
    };

    private readonly Option<string> _replayed = new("--replayed")
    {
        Description = "Topic that the replay wrote.",
        HelpName = "TOPIC",
        Required = true,
    };

    private readonly Option<string> _name = new("--name")
    {
        Description =
            "The replay whose span limits the comparison, where its plan lies in --folder; default: the replayed topic. "
            + "Without a plan the topics are compared whole.",
        HelpName = "NAME",
    };

    private readonly Option<string> _folder = new("--folder")
    {
        Description = "Folder of replays.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "replays",
    };

    private readonly Option<string> _users = new InputFileOption("--users")
    {
        Description = "Compare only the users named in this file, one id a line; the file that the replay was given.",
        HelpName = "FILE",
    };

    private readonly Option<string> _report = new("--report")
    {
        Description = "Write the figures and the first differences to this file as JSON.",
        HelpName = "FILE",
    };

    public ReplayVerifyCommand()
        : base("verify",
            "Compare a replay with what live emitted, by recommendation_id and without emitted_at. "
            + "Exit code 0 on full parity, 1 otherwise.")
    {
        Option[] own = [_live, _replayed, _name, _folder, _users, _report];
        foreach (var option in own)
        {
            Add(option);
        }

        PipelineOptionSet.AddTo(this, PipelineOptionSet.Bootstrap());
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Live against a replay",
            "streamreco replay verify --live recommendations --replayed recommendations.again"),
        new("Two replays against each other, with a report",
            "streamreco replay verify --live run.a --replayed run.b --report parity.json"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var replayed = context.Value(_replayed)!;
        var name = context.Value(_name) ?? replayed;
        var plan = new ReplayFolder(context.Value(_folder)!, name).Load();
        if (plan is null && context.Value(_name) is not null)
        {
            throw new UserErrorException(
                $"There is no plan of a replay '{name}' (--name) in '{context.Value(_folder)}' (--folder).",
                ExitCode.Usage);
        }

        var users = context.Value(_users) is { } file
            ? UserList.Read(file, Pseudonymizer.Open(options.Pipeline.Privacy))
            : null;
        if (plan is not null && plan.Users != users?.Hash)
        {
            throw new UserErrorException(
                $"Replay '{name}' was made {(plan.Users is null ? "for all users" : "for the users of a file")}; "
                + "--users must say the same.",
                ExitCode.Usage);
        }

        if (plan is not null)
        {
            CheckFinished(context, options, plan, cancel);
        }

        var run = new ParityRun(options.Kafka, context.Value(_live) ?? options.Kafka.Recommendations, replayed);
        var report = await ProgressDisplay.Run(
            context.Screen, context.Time, "comparing",
            line => run.Run(new ParityScope(plan?.Partitions, users?.Ids), plan?.Name, line, cancel));
        ReplayLines.Parity(context.Screen, report);
        await ReplayLines.WriteAsync(report, context.Value(_report));
        return report.IsFull ? ExitCode.Ok : ExitCode.Failure;
    }

    /// <summary>What an unfinished replay has not come to yet is not missing: nothing can be said of parity before its end.</summary>
    /// <exception cref="UserErrorException">It is not finished.</exception>
    private static void CheckFinished(CommandContext context, StreamRecoOptions options, ReplayPlan plan, CancellationToken cancel)
    {
        var own = options.With(kafka => (kafka.Clicks, kafka.Group) = (plan.Clicks, ReplaySettings.GroupOf(plan.Name))).Kafka;
        using var group = new ReplayGroup(own, context.Time, cancel);
        var (done, of) = (group.Done(plan.Partitions), plan.Partitions.Sum(span => span.Length()));
        if (!group.HasBegun(plan.Partitions))
        {
            context.Screen.Error.WriteLine(
                $"Whether replay '{plan.Name}' is finished is not known: group '{own.Group}' has no committed offsets. It has not committed "
                    + "anything yet, or the brokers have forgotten them (offsets.retention.minutes).");
        }
        else if (done < of)
        {
            throw new UserErrorException(
                $"Replay '{plan.Name}' is not finished: {done:N0} of its {of:N0} records are committed. The line that began it goes on "
                    + "from there; verify it then.");
        }
    }
}
