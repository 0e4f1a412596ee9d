using System.CommandLine;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments check</c>: a definition, and whether a next version moves anybody.</summary>
internal sealed class ExperimentsCheckCommand : CliCommand
{
    private readonly Argument<string> _definition = new InputFileArgument("DEFINITION") { Description = "A definition, as 'experiments create' writes it or by hand: docs/EXPERIMENTS.md." };

    private readonly Option<string> _after = new InputFileOption("--after")
    {
        Description = "The version before: a change that would move users between arms is refused.",
        HelpName = "DEFINITION",
    };

    public ExperimentsCheckCommand()
        : base("check", "Check a definition, and that a next version of it moves no user between arms.")
    {
        Add(_definition);
        Add(_after);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("A next version with larger shares", "streamreco experiments check new-ranker-2.json --after new-ranker.json"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var path = context.Parse.GetRequiredValue(_definition);
        var before = context.Value(_after) is { } file ? Draft(file, null) : null;
        var experiment = Draft(path, before).Experiment;
        Refuse("DEFINITION", before is not null
            ? ExperimentCheck.Faults(before.Experiment, experiment) : ExperimentCheck.Faults(experiment));
        context.Screen.Output.WriteLine($"{experiment.Id} version {experiment.Version}: "
            + string.Join(", ", experiment.Arms.Select(arm => FormattableString.Invariant($"{arm.Name} {arm.Share:0.##%}"))));
        return Task.FromResult(ExitCode.Ok);
    }

    /// <summary>As a node takes it: without a version it is the next one, without a salt it has that of the version before.</summary>
    private static ExperimentDefinition Draft(string path, ExperimentDefinition? before) => ExperimentJson.ReadDraft(
        path, id => before?.Experiment.Id == id ? before : null, () => new byte[UnitHash.SaltBytes]);

    /// <exception cref="UserErrorException">There are faults.</exception>
    public static void Refuse(string what, IReadOnlyList<string> faults, int exitCode = ExitCode.Failure)
    {
        if (faults.Count > 0)
        {
            throw new UserErrorException($"{what}: {string.Join(' ', faults)}", exitCode);
        }
    }
}
