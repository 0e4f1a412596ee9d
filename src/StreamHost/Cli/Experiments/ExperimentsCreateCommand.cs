using System.CommandLine;
using System.Security.Cryptography;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Files;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments create</c>: a definition with a salt of its own.</summary>
internal sealed class ExperimentsCreateCommand : CliCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The experiment's name." };

    private readonly Argument<string[]> _arms = new("ARM=SHARE")
    {
        Description = "Each arm with its share of all users, the control first; together at most 1.",
        Arity = ArgumentArity.OneOrMore,
    };

    public ExperimentsCreateCommand()
        : base("create", "Write the definition of an experiment to standard output: arms with room to grow, and 128 random bits as its salt.")
    {
        Add(_id);
        Add(_arms);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Two arms, 5 % of the users each to begin with", "streamreco experiments create new-ranker today=0.05 new=0.05 > new-ranker.json"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var arms = context.Parse.GetRequiredValue(_arms).Select(ArmShares.Pair).ToArray();
        var experiment = new Experiment(
            context.Parse.GetRequiredValue(_id), 1, RandomNumberGenerator.GetBytes(UnitHash.SaltBytes), [.. arms.Select((arm, i) => Arm(arm, i, arms.Length))]);
        ExperimentsCheckCommand.Refuse("ARM=SHARE", ExperimentCheck.Faults(experiment));
        context.Screen.Output.WriteLine(ExperimentJson.Write(experiment));
        return Task.FromResult(ExitCode.Ok);
    }

    /// <summary>Arms begin at equal distances, so that each may grow to its part of the whole without moving anybody.</summary>
    private static ExperimentArm Arm((string Name, double Share) arm, int place, int arms)
    {
        var from = (int)((long)ShareRange.Whole * place / arms);
        return new ExperimentArm(arm.Name, [new ShareRange(from, from + (int)Math.Round(arm.Share * ShareRange.Whole))]);
    }
}
