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
        var id = context.Parse.GetRequiredValue(_id);
        ExperimentsCheckCommand.Refuse("ID", ExperimentCheck.IdFault(id) is { } fault ? [fault] : [], ExitCode.Usage);
        var experiment = new Experiment(id, 1, RandomNumberGenerator.GetBytes(UnitHash.SaltBytes), Arms(context.Parse.GetRequiredValue(_arms)));
        ExperimentsCheckCommand.Refuse("ARM=SHARE", ExperimentCheck.Faults(experiment), ExitCode.Usage);
        context.Screen.Output.WriteLine(ExperimentJson.Write(experiment));
        return Task.FromResult(ExitCode.Ok);
    }

    /// <summary>
    /// What the shares leave over is divided evenly and stands after each arm, so that each may grow without moving anybody. Equal
    /// shares begin at equal distances.
    /// </summary>
    private static ExperimentArm[] Arms(IReadOnlyList<string> texts)
    {
        var shares = texts.Select(ArmShares.Pair).ToArray();
        int[] units = [.. shares.Select(arm => (int)Math.Round(arm.Share * ShareRange.Whole))];
        long spare = ShareRange.Whole - units.Sum(all => (long)all);
        if (spare < 0)
        {
            throw new UserErrorException(
                FormattableString.Invariant($"The shares add up to {shares.Sum(arm => arm.Share):0.######}; together they may be at most 1."), ExitCode.Usage);
        }

        var taken = 0L;
        var arms = new ExperimentArm[shares.Length];
        for (var i = 0; i < arms.Length; i++)
        {
            var from = (int)(taken + (spare * i / arms.Length));
            arms[i] = new ExperimentArm(shares[i].Name, [new ShareRange(from, from + units[i])]);
            taken += units[i];
        }

        return arms;
    }
}
