using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Experiments;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments plan</c>: how many units an experiment needs, from what units did before, in a file or in the node's own log.</summary>
internal sealed class ExperimentsPlanCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();

    private readonly Argument<string> _units = new("UNITS")
    {
        Description = "A file with a row a user: numerator,denominator and, for CUPED, before (the numerator of an earlier time). "
            + "Or the name of an experiment of the cluster: then it is planned from what the users of its control did.",
    };

    private readonly Option<double> _lift = new Option<double>("--lift")
    {
        Description = "The smallest lift that matters: 0.03 is 3 % of the metric.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => ExperimentSizeDefaults.Lift,
    }.Holds(value => value > 0 && double.IsFinite(value), "it must be above 0; a fall of the same size takes as many users.");

    private readonly Option<double> _power = new Option<double>("--power")
    {
        Description = "How likely such a lift is to be found.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => ExperimentSizeDefaults.Power,
    }.Between(0.05, 0.999);

    private readonly Option<long?> _unitsADay = new("--units-per-day")
    {
        Description = "New users a day in the experiment: then the days are said too. From an experiment of the cluster they are known.",
        HelpName = "N",
    };

    private readonly Option<string> _metric = ExperimentOptionSet.Metric("The metric, of an experiment of the cluster. Default: the one that decides it.");

    private readonly Option<double> _alpha = ExperimentOptionSet.Alpha();
    private readonly Option<string> _output = OutputOption.Of("How it is written.");

    public ExperimentsPlanCommand()
        : base("plan", "Say how many users an experiment of two equal arms needs, under each way of looking at it.")
    {
        Add(_units);
        Add(_lift);
        Add(_power);
        Add(_alpha);
        Add(_metric);
        Add(_unitsADay);
        _remote.AddTo(this);
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
        new("From the log of a node", "streamreco experiments plan varied --lift 0.03 --node http://127.0.0.1:8095"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var from = context.Parse.GetRequiredValue(_units);
        if (ExperimentOptionSet.IsFile(from))
        {
            PlanFromFile(context, from);
        }
        else
        {
            await PlanFromNodeAsync(context, from, cancel);
        }

        return ExitCode.Ok;
    }

    private void PlanFromFile(CommandContext context, string path)
    {
        InputFiles.Check(_units.Name, path);
        var strata = UnitFile.Read(path, needsArms: false)[""];
        var sums = strata.Aggregate((a, b) => a + b);
        var table = SizeTable.Of(sums, context.Value(_lift), context.Value(_alpha), context.Value(_power));
        if (!table.IsUsable)
        {
            throw new UserErrorException(
                FormattableString.Invariant($"UNITS is '{path}' with {table.Units} units, a metric of {table.Mean:0.######} and a variance of {table.Variance:0.######}: nothing can be planned from it. Give at least two units that differ, with numerators above 0."));
        }

        Write(context, table.Units, table.Mean, context.Value(_unitsADay), table.Lines);
    }

    private async Task PlanFromNodeAsync(CommandContext context, string name, CancellationToken cancel)
    {
        using var node = await ConnectAsync(context, name, cancel);
        var metric = context.Value(_metric) is { } chosen ? $"&metric={chosen}" : "";
        var answer = await node.GetAsync<ExperimentSizeAnswer>(
            string.Create(CultureInfo.InvariantCulture, $"/v1/experiments/{Uri.EscapeDataString(name)}/plan?lift={context.Value(_lift)}&power={context.Value(_power)}&alpha={context.Value(_alpha)}{metric}"),
            cancel);
        Write(
            context, answer.Units, answer.Mean, context.Value(_unitsADay) ?? answer.UnitsPerDay,
            [.. answer.Plans.Select(plan => new SizeLine(plan.Rule, plan.UsesHistory, plan.UnitsPerArm, plan.DetectableLift))]);
    }

    private async Task<AdminClient> ConnectAsync(CommandContext context, string name, CancellationToken cancel)
    {
        try
        {
            return await _remote.ConnectAsync(context, cancel);
        }
        catch (UserErrorException e)
        {
            throw new UserErrorException($"'{name}' is no file, so it is taken for an experiment of the cluster. {e.Message}", e.ExitCode, e);
        }
    }

    private void Write(CommandContext context, long units, double mean, double? unitsADay, IReadOnlyList<SizeLine> sizes)
    {
        var lines = sizes.Select(size => new PlanLine(
            ExperimentOptionSet.NameOf(size.Rule), size.IsCuped ? "CUPED" : "no", size.UnitsPerArm,
            unitsADay is { } day and > 0 ? Math.Ceiling(2.0 * size.UnitsPerArm / day) : null, size.DetectableLift)).ToArray();
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
