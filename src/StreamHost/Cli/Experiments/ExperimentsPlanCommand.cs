using System.CommandLine;
using Spectre.Console;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments plan</c>: how many units an experiment needs, from what units did before.</summary>
internal sealed class ExperimentsPlanCommand : CliCommand
{
    private readonly Argument<string> _units = new("UNITS")
    {
        Description = "A file with a row a user: numerator,denominator and, for CUPED, before (the numerator of an earlier time).",
    };

    private readonly Option<double> _lift = new Option<double>("--lift")
    {
        Description = "The smallest lift that matters: 0.03 is 3 % of the metric.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.03,
    }.Holds(value => value != 0 && double.IsFinite(value), "it must not be 0.");

    private readonly Option<double> _power = new Option<double>("--power")
    {
        Description = "How likely such a lift is to be found.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.8,
    }.Between(0.05, 0.999);

    private readonly Option<long?> _unitsADay = new("--units-per-day")
    {
        Description = "New users a day in the experiment: then the days are said too.",
        HelpName = "N",
    };

    private readonly Option<double> _alpha = ExperimentOptionSet.Alpha();
    private readonly Option<string> _output = OutputOption.Of("How it is written.");

    public ExperimentsPlanCommand()
        : base("plan", "Say how many users an experiment of two equal arms needs, under each way of looking at it.")
    {
        Add(_units);
        Add(_lift);
        Add(_power);
        Add(_alpha);
        Add(_unitsADay);
        Add(_output);
        AddCheck(result =>
        {
            if (result.GetValue(_unitsADay) is <= 0)
            {
                result.AddError($"--units-per-day is '{result.GetValue(_unitsADay)}'; it must be 1 or more.");
            }
        });
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("For a lift of 3 %", "streamreco experiments plan units.csv --lift 0.03 --units-per-day 20000"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var path = context.Parse.GetRequiredValue(_units);
        var strata = UnitFile.Read(path, needsArms: false)[""];
        var sums = strata.Aggregate((a, b) => a + b);
        var plain = ArmComparer.Compare(sums, sums);
        var cuped = ArmComparer.Compare(sums, sums, cuped: true);
        var (mean, variance) = (plain.Control.Value, plain.Control.Variance * sums.Units);
        if (!(mean > 0 && variance > 0))
        {
            throw new UserErrorException(
                FormattableString.Invariant($"UNITS is '{path}' with {sums.Units} units, a metric of {mean:0.######} and a variance of {variance:0.######}: nothing can be planned from it. Give at least two units that differ, with numerators above 0."));
        }

        var lines = Enum.GetValues<StopRule>().SelectMany(rule => cuped.VarianceLeft < 1
            ? new[] { Plan(context, rule, "no", 1), Plan(context, rule, "CUPED", cuped.VarianceLeft) } : [Plan(context, rule, "no", 1)]).ToArray();
        Write(context, sums.Units, mean, lines);
        return Task.FromResult(ExitCode.Ok);

        PlanLine Plan(CommandContext context, StopRule rule, string covariate, double left)
        {
            var units = SamplePlan.UnitsPerArm(mean, variance, context.Value(_lift), rule, context.Value(_alpha), context.Value(_power), left);
            return new PlanLine(
                rule.ToString(), covariate, units, context.Value(_unitsADay) is { } day ? Math.Ceiling(2.0 * units / day) : null,
                SamplePlan.DetectableLift(mean, variance, Math.Max(2, sums.Units / 2), rule, context.Value(_alpha), context.Value(_power), left));
        }
    }

    private void Write(CommandContext context, long units, double mean, PlanLine[] lines)
    {
        if (context.Value(_output) == "json")
        {
            ExperimentOptionSet.WriteJson(context, new { units, metric = mean, plans = lines });
            return;
        }

        context.Screen.Output.WriteLine(FormattableString.Invariant($"{units:N0} units, metric {mean:0.#####}"));
        var table = Cells.Table("looked at", "covariate", "units an arm", "days", "lift that these units find");
        foreach (var line in lines)
        {
            table.AddRow(
                line.Rule, line.Covariate, FormattableString.Invariant($"{line.UnitsPerArm:N0}"),
                FormattableString.Invariant($"{line.Days:0}"), FormattableString.Invariant($"{line.DetectableLift:0.0%}"));
        }

        context.Screen.Results.Write(table);
    }

    private sealed record PlanLine(string Rule, string Covariate, long UnitsPerArm, double? Days, double DetectableLift);
}
