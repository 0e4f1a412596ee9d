using System.CommandLine;
using Spectre.Console;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments compare</c>: the arms of an experiment beside its control, from a file of units.</summary>
internal sealed class ExperimentsCompareCommand : CliCommand
{
    private readonly Argument<string> _units = new InputFileArgument("UNITS")
    {
        Description = "A file with a row a user: arm,numerator,denominator; before for CUPED, stratum for phases or known and new users.",
    };

    private readonly Option<string?> _control = new("--control")
    {
        Description = "The arm that the others are compared with; the first one of the file when left out.",
        HelpName = "ARM",
    };

    private readonly Option<string[]> _shares = new("--share")
    {
        Description = "The planned share of an arm, once for each; equal shares when left out.",
        HelpName = "ARM=SHARE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<long?> _planned = new("--planned")
    {
        Description = "Units of two arms together at which the experiment was planned to end; those of the file when left out.",
        HelpName = "N",
    };

    private readonly Option<double> _margin = new Option<double>("--margin")
    {
        Description = "The smallest lift that matters: a difference surely smaller is called none.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.01,
    }.Holds(value => value > 0, "it must be above 0.");

    private readonly Option<bool> _plain = new("--no-cuped")
    {
        Description = "Leave the time before the experiment out, where the file has it.",
    };

    private readonly Option<string> _rule = ExperimentOptionSet.Rule();
    private readonly Option<double> _alpha = ExperimentOptionSet.Alpha();
    private readonly Option<string> _output = OutputOption.Of("How it is written.");

    public ExperimentsCompareCommand()
        : base("compare", "Compare the arms of an experiment, user by user, with a verdict in words.")
    {
        Add(_units);
        Add(_control);
        Add(_shares);
        Add(_rule);
        Add(_planned);
        Add(_alpha);
        Add(_margin);
        Add(_plain);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Compare arms that are looked at every day", "streamreco experiments compare units.csv --control today --planned 40000"),
        new("Compare once, at the end, 10 % with 90 %", "streamreco experiments compare units.csv --rule fixed --share new=0.1 --share today=0.9"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var path = context.Parse.GetRequiredValue(_units);
        var arms = UnitFile.Read(path, needsArms: true);
        var control = context.Value(_control) ?? arms.Keys.First();
        if (!arms.ContainsKey(control))
        {
            throw new UserErrorException($"--control is '{control}'; the arms are {string.Join(", ", arms.Keys)}.", ExitCode.Usage);
        }

        if (arms.Count < 2)
        {
            throw new UserErrorException($"UNITS is '{path}', which has the arm {control} only; at least one more arm is needed.");
        }

        var names = arms.Keys.ToArray();
        var units = names.Select(name => arms[name].Sum(stratum => stratum.Units)).ToArray();
        var ratioP = RatioP(context, units, ArmShares.Parse(context.Value(_shares) ?? [], names));
        var report = names.Where(name => name != control).Select(name => Line(context, name, arms[control], arms[name], names.Length - 1, ratioP)).ToArray();
        Write(context, names.Zip(units).ToDictionary(), ratioP, report);
        return Task.FromResult(ExitCode.Ok);
    }

    /// <summary>By the evidence that may be looked at any time, unless there is one look.</summary>
    private double RatioP(CommandContext context, long[] units, double[] shares) =>
        ExperimentOptionSet.RuleOf(context.Value(_rule)!) == StopRule.Fixed
            ? SampleRatio.PValue(units, shares) : Math.Min(1, Math.Exp(-SampleRatio.LogEvidence(units, shares)));

    private CompareLine Line(CommandContext context, string arm, UnitSums[] control, UnitSums[] treatment, int arms, double ratioP)
    {
        var comparison = ArmComparer.Compare(control, treatment, cuped: !context.Value(_plain));

        // Bonferroni over arms: an interval for each arm that holds together with the others (Holm corrects p values only).
        var multiplier = StopBounds.Multiplier(
            ExperimentOptionSet.RuleOf(context.Value(_rule)!), comparison.Units, context.Value(_planned) ?? comparison.Units,
            context.Value(_alpha) / arms);
        var (low, high) = comparison.LiftInterval(multiplier);
        var verdict = Verdict.Of(arm, comparison, multiplier, context.Value(_margin), ratioP);
        return new CompareLine(
            arm, comparison.Control.Value, comparison.Treatment.Value, comparison.Lift, low, high, comparison.VarianceLeft,
            verdict.Kind.ToString(), verdict.Text);
    }

    private void Write(CommandContext context, Dictionary<string, long> units, double ratioP, CompareLine[] lines)
    {
        if (context.Value(_output) == "json")
        {
            ExperimentOptionSet.WriteJson(context, new { units, sampleRatioP = ratioP, arms = lines });
            return;
        }

        context.Screen.Output.WriteLine(string.Join(", ", units.Select(arm => FormattableString.Invariant($"{arm.Key} {arm.Value:N0} units")))
            + FormattableString.Invariant($"; sample ratio p {ratioP:0.###}; a loss of {SampleRatio.DetectableLoss(units.Values.Sum()):0.0%} of an arm would be found"));
        var table = Cells.Table("arm", "control", "arm's", "lift", "from", "to", "variance left");
        foreach (var line in lines)
        {
            table.AddRow(
                Cells.Text(line.Arm), FormattableString.Invariant($"{line.Control:0.#####}"), FormattableString.Invariant($"{line.Value:0.#####}"),
                FormattableString.Invariant($"{line.Lift:+0.0%;-0.0%}"), FormattableString.Invariant($"{line.LiftLow:+0.0%;-0.0%}"),
                FormattableString.Invariant($"{line.LiftHigh:+0.0%;-0.0%}"), FormattableString.Invariant($"{line.VarianceLeft:0%}"));
        }

        context.Screen.Results.Write(table);
        foreach (var line in lines)
        {
            context.Screen.Output.WriteLine(line.Text);
        }
    }

    private sealed record CompareLine(
        string Arm, double Control, double Value, double Lift, double LiftLow, double LiftHigh, double VarianceLeft, string Verdict, string Text);
}
