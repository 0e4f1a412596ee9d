using System.CommandLine;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Experiments;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments report</c>: what an experiment says so far.</summary>
internal sealed class ExperimentsReportCommand : RemoteCommand<ExperimentReportAnswer>
{
    private const int DaysShown = 7;

    private readonly Argument<string> _experiment = ExperimentOptionSet.Name();

    public ExperimentsReportCommand()
        : base("report", "Show what an experiment says so far: users of each arm, lift with its interval, and a verdict in words.") => Add(_experiment);

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Show what an experiment says so far", "streamreco experiments report varied --node http://127.0.0.1:8095")];

    protected override Task<ExperimentReportAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ExperimentReportAnswer>($"/v1/experiments/{ExperimentOptionSet.PathPart(context, _experiment)}/report", cancel);

    protected override void Write(ExperimentReportAnswer answer, IAnsiConsole console)
    {
        console.WriteLine(FormattableString.Invariant(
            $"{answer.Name} version {answer.Version}, {(answer.IsRunning ? "running" : "stopped")}, events up to {Cells.Time(answer.AsOf)}; sample ratio p {answer.RatioP:0.###}; a loss of {answer.DetectableLoss:0.0%} of an arm would be found"));
        if (answer.StoppedBecause is { } why)
        {
            console.WriteLine($"stopped because {why}");
        }

        foreach (var note in answer.Notes)
        {
            console.WriteLine(note);
        }

        var users = Cells.Table("arm", ">assigned", ">answered", ">saw a list", ">clicked", ">bought", ">matured", ">credited without a list's id");
        foreach (var arm in answer.Arms)
        {
            users.AddRow(
                Cells.Text(arm.Arm), Cells.Number(arm.Assigned), Cells.Number(arm.Served), Cells.Number(arm.Exposed),
                Cells.Number(arm.Clicked), Cells.Number(arm.Bought), Cells.Number(arm.Matured), Cells.Number(arm.Implicit));
        }

        console.Write(users);
        WriteMetrics(answer, console);
        WriteDays(answer, console);
        WriteSegments(answer, console);
        WriteTriggered(answer, console);
        foreach (var says in answer.Arms.Select(arm => arm.Says).OfType<string>().Concat(answer.Guardrails.Select(one => $"guardrail: {one.Says}")))
        {
            console.WriteLine(says);
        }
    }

    private static void WriteMetrics(ExperimentReportAnswer answer, IAnsiConsole console)
    {
        if (answer.Arms.All(arm => arm.Metrics.Count == 0))
        {
            return;
        }

        var table = Cells.Table("arm", "metric", ">control", ">arm's", ">lift", ">from", ">to");
        foreach (var arm in answer.Arms)
        {
            foreach (var metric in arm.Metrics)
            {
                table.AddRow(
                    Cells.Text(arm.Arm), Cells.Text(ExperimentOptionSet.NameOf(metric.Metric)), Figure(metric.Control), Figure(metric.Value),
                    Share(metric.Lift), Share(metric.Low), Share(metric.High));
            }
        }

        console.Write(table);
    }

    /// <summary>The newest days; all of them are in the JSON.</summary>
    private static void WriteDays(ExperimentReportAnswer answer, IAnsiConsole console)
    {
        if (answer.Days.Count == 0)
        {
            return;
        }

        var table = Cells.Table("first list by", "arm", ">matured users of both", ">lift", ">from", ">to");
        foreach (var day in answer.Days.TakeLast(DaysShown * (answer.Arms.Count - 1)))
        {
            table.AddRow(
                FormattableString.Invariant($"{day.Day:yyyy-MM-dd}"), Cells.Text(day.Arm), Cells.Number(day.Units), Share(day.Lift),
                Share(day.Low), Share(day.High));
        }

        console.Write(table);
    }

    private static void WriteTriggered(ExperimentReportAnswer answer, IAnsiConsole console)
    {
        foreach (var one in answer.Triggered)
        {
            console.WriteLine(
                $"{one.Arm}: of {Cells.Number(one.Units)} matured users of both who saw a list that another arm would have made otherwise, lift {Share(one.Lift)}, interval {Share(one.Low)} to {Share(one.High)}; for {Cells.Number(one.Same)} all lists were the same");
        }

        if (answer.Preference is { } preference)
        {
            console.WriteLine(
                $"lists of both arms, {Cells.Number(preference.Units)} matured users: {Figure(preference.Value)} clicks a list more on the second arm's items, interval {Figure(preference.Low)} to {Figure(preference.High)}");
        }
    }

    private static void WriteSegments(ExperimentReportAnswer answer, IAnsiConsole console)
    {
        if (answer.Segments.Count == 0)
        {
            return;
        }

        var table = Cells.Table(">segment", "arm", ">matured users of both", ">lift", ">from", ">to");
        foreach (var segment in answer.Segments)
        {
            table.AddRow(
                Cells.Number(segment.Segment), Cells.Text(segment.Arm), Cells.Number(segment.Units), Share(segment.Lift),
                Share(segment.Low), Share(segment.High));
        }

        console.Write(table);
    }

    private static string Figure(double? value) => value is { } known ? FormattableString.Invariant($"{known:0.#####}") : "-";

    private static string Share(double? value) => value is { } known ? FormattableString.Invariant($"{known:+0.0%;-0.0%}") : "-";
}
