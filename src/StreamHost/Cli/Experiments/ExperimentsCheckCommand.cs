using System.CommandLine;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Files;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments check</c>: a definition, and whether a next version moves anybody.</summary>
internal sealed class ExperimentsCheckCommand : CliCommand
{
    private readonly Argument<string> _definition = new InputFileArgument("DEFINITION") { Description = "A definition, as 'experiments create' writes it." };

    private readonly Option<string?> _after = new InputFileOption("--after")
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
        new("A ramp", "streamreco experiments check new-ranker-2.json --after new-ranker.json"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var path = context.Parse.GetRequiredValue(_definition);
        var experiment = ExperimentJson.Read(path);
        Refuse("DEFINITION", context.Value(_after) is { } before
            ? ExperimentCheck.Faults(ExperimentJson.Read(before), experiment) : ExperimentCheck.Faults(experiment));
        context.Screen.Output.WriteLine($"{experiment.Id} version {experiment.Version}: "
            + string.Join(", ", experiment.Arms.Select(arm => FormattableString.Invariant($"{arm.Name} {arm.Share:0.##%}"))));
        return Task.FromResult(ExitCode.Ok);
    }

    /// <exception cref="UserErrorException">There are faults.</exception>
    public static void Refuse(string what, IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new UserErrorException($"{what}: {string.Join(' ', faults)}");
        }
    }
}
