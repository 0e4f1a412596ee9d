using System.CommandLine;
using StreamReco.Models.Lake.Outcomes;
using StreamReco.Stages.Lake;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Labels;

/// <summary><c>labels make</c>: writes what became of the answers into the lake's table of outcomes.</summary>
internal sealed class LabelsMakeCommand : CliCommand
{
    private readonly Option<bool> _close = new("--close")
    {
        Description = "Label answers, too, whose horizon is not over: nothing more comes, or it may amend.",
    };

    public LabelsMakeCommand()
        : base(
            "make",
            "Label the items of the answers in the lake by what their users did within the horizon: none, click, cart or purchase. Takes what came "
            + "since it ran last; late events amend by a further version. May run beside 'lake run'.")
    {
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Lake());
        Add(_close);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Once an hour", "streamreco labels make --lake lake"),
        new("A lake that is no longer written", "streamreco labels make --lake lake --close"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var writer = new OutcomeWriter(LakeOpening.Open(options, context.Time), SettingsOf(options.Lake));
        var (steps, labelled, amended) = await ProgressDisplay.Run(
            context.Screen, context.Time, "labelling", line => Label(writer, context.Value(_close), line, cancel));
        context.Screen.Output.WriteLine($"{labelled:N0} answers labelled, {amended:N0} amended, in {steps:N0} steps");
        return ExitCode.Ok;
    }

    private static (int Steps, long Labelled, long Amended) Label(OutcomeWriter writer, bool closes, IProgressLine line, CancellationToken cancel)
    {
        var done = (Steps: 0, Labelled: 0L, Amended: 0L);
        while (writer.Step(closes: false, cancel) is { } step)
        {
            done = (done.Steps + 1, done.Labelled + step.Labelled, done.Amended + step.Amended);
            line.Update(done.Steps, 0, $"{done.Labelled:N0} answers");
        }

        return closes && writer.Step(closes: true, cancel) is { } last
            ? (done.Steps + 1, done.Labelled + last.Labelled, done.Amended + last.Amended) : done;
    }

    private static OutcomeSettings SettingsOf(LakeOptions options) =>
        new(options.OutcomeHorizonMs, options.OutcomeLateMs, options.CommitRowsMax);
}
