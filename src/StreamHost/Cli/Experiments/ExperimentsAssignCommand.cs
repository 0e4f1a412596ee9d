using System.CommandLine;
using System.Text;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Files;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments assign</c>: the arm of each user.</summary>
internal sealed class ExperimentsAssignCommand : CliCommand
{
    private readonly Argument<string> _definition = new InputFileArgument("DEFINITION") { Description = "A definition, as 'experiments create' writes it." };

    private readonly Argument<string[]> _users = new("USER")
    {
        Description = "Users; without any, one a line from standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public ExperimentsAssignCommand()
        : base("assign", "Say which arm users get: the same on every node, in every replay and in any other program that hashes alike (docs/EXPERIMENTS.md).")
    {
        Add(_definition);
        Add(_users);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Say which arm two users get", "streamreco experiments assign new-ranker.json u1 u2"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var experiment = ExperimentJson.Read(context.Parse.GetRequiredValue(_definition));
        ExperimentsCheckCommand.Refuse("DEFINITION", ExperimentCheck.Faults(experiment));
        var users = context.Parse.GetValue(_users) ?? [];
        foreach (var user in users)
        {
            Write(context, experiment, user);
        }

        while (users.Length == 0 && await Console.In.ReadLineAsync(cancel) is { } user)
        {
            Write(context, experiment, user);
        }

        return ExitCode.Ok;
    }

    private static void Write(CommandContext context, Experiment experiment, string user)
    {
        var arm = experiment.ArmOf(Encoding.UTF8.GetBytes(user));
        context.Screen.Output.WriteLine($"{user}\t{(arm < 0 ? "-" : experiment.Arms[arm].Name)}");
    }
}
