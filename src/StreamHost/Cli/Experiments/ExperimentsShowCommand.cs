using System.CommandLine;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Experiments;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments show</c>: one experiment as the log defines it.</summary>
internal sealed class ExperimentsShowCommand : RemoteCommand<ExperimentAnswer>
{
    private readonly Argument<string> _experiment = ExperimentOptionSet.Name();

    public ExperimentsShowCommand()
        : base("show", "Show an experiment: its arms, how it is judged, and in which partitions it is in force.") => Add(_experiment);

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("One experiment", "streamreco experiments show varied --node http://127.0.0.1:8095")];

    protected override Task<ExperimentAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ExperimentAnswer>($"/v1/experiments/{ExperimentOptionSet.PathPart(context, _experiment)}", cancel);

    protected override void Write(ExperimentAnswer answer, IAnsiConsole console)
    {
        console.WriteLine(FormattableString.Invariant($"{answer.Name} version {answer.Version}, {(answer.IsRunning ? "running" : "stopped")}, salt {answer.Salt}"));
        console.WriteLine(FormattableString.Invariant(
            $"on {ExperimentOptionSet.NameOf(answer.Plan.Surface)}, judged by {ExperimentOptionSet.NameOf(answer.Plan.Metric)}, looked at {ExperimentOptionSet.NameOf(answer.Plan.Rule)}, alpha {answer.Plan.Alpha}, smallest lift that matters {answer.Plan.Margin:0.##%}"));
        if (answer.Segment is { } segments)
        {
            console.WriteLine($"users of segments {Cells.Ranges(segments)} only");
        }

        var windows = answer.Plan.Windows;
        console.WriteLine(FormattableString.Invariant(
            $"credited after a list was made: clicks {windows.ClickMinutes:0.##} min, carts {windows.CartHours:0.##} h, purchases {windows.PurchaseDays:0.##} d"));
        if (answer.Plan.Allocation is { } allocation)
        {
            console.WriteLine(FormattableString.Invariant(
                $"shares follow success ({ExperimentOptionSet.NameOf(allocation.Policy)}), at least {allocation.Floor:0.##%} an arm, made anew every {allocation.EveryMinutes:0.##} min"));
        }

        if (answer.Plan.Interleave)
        {
            console.WriteLine("both arms make each list together (team draft)");
        }

        if (answer.Plan.Counterfactual > 0)
        {
            console.WriteLine(FormattableString.Invariant($"for {answer.Plan.Counterfactual:0.##%} of the users the lists of the other arms are made too"));
        }

        foreach (var guardrail in answer.Plan.Guardrails)
        {
            console.WriteLine(FormattableString.Invariant(
                $"{(answer.Plan.Rollback ? "stopped by" : "looked at, not stopped by")} a guardrail: {ExperimentOptionSet.NameOf(guardrail.Metric)}, {ExperimentOptionSet.NameOf(guardrail.Direction)} beyond {guardrail.Margin:0.##%}, level {guardrail.Level}"));
        }

        if (answer.StoppedBecause is { } because)
        {
            console.WriteLine($"stopped because {because}");
        }

        console.WriteLine($"in force in partitions {Cells.Ranges(answer.Partitions)} of {answer.PartitionsTotal}");
        foreach (var (partition, why) in answer.Missing)
        {
            console.WriteLine($"partition {partition} does not answer: {why}");
        }

        foreach (var (partition, why) in answer.Refused)
        {
            console.WriteLine($"partition {partition} did not take {why}");
        }

        var table = Cells.Table("arm", ">share", "millionths", "changes");
        foreach (var arm in answer.Arms)
        {
            table.AddRow(
                Cells.Text(arm.Name), FormattableString.Invariant($"{arm.Share:0.##%}"),
                Cells.Text(string.Join(", ", arm.Ranges.Select(range => $"[{range[0]}, {range[1]})"))), Cells.Text(Changes(arm)));
        }

        console.Write(table);
    }

    private static string Changes(ArmAnswer arm) => string.Join(
        ", ",
        new[]
        {
            arm.Model is { } model ? $"model {model}" : null,
            arm.DiversityLambda is { } lambda ? FormattableString.Invariant($"diversity_lambda {lambda}") : null,
            arm.BoostFactor is { } factor ? FormattableString.Invariant($"boost_factor {factor}") : null,
            OnOff("fresh", arm.Fresh),
            arm.Explore is { } explore ? FormattableString.Invariant($"explore slot {explore.Slot} in {explore.Share:0.##%} of the lists, ranks to {explore.To}{(explore.Floor is { } floor ? FormattableString.Invariant($", thompson, floor {floor}") : "")}") : null,
            OnOff("search_rules", arm.SearchRules),
            OnOff("search_personal", arm.SearchPersonal),
            OnOff("search_clicks", arm.SearchClicks),
            OnOff("search_ranker", arm.SearchRanker),
        }.OfType<string>());

    private static string? OnOff(string name, bool? value) => value is { } on ? $"{name} {(on ? "true" : "false")}" : null;
}
