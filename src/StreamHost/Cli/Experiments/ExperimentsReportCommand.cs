using System.CommandLine;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Experiments;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments report</c>: what an experiment says so far.</summary>
internal sealed class ExperimentsReportCommand : RemoteCommand<ExperimentReportAnswer>
{
    private readonly Argument<string> _experiment = ExperimentOptionSet.Name();

    public ExperimentsReportCommand()
        : base("report", "Show what an experiment says so far: users of each arm, lift with its interval, and a verdict in words.") => Add(_experiment);

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("So far", "streamreco experiments report varied --node http://127.0.0.1:8095")];

    protected override Task<ExperimentReportAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ExperimentReportAnswer>($"/v1/experiments/{ExperimentOptionSet.PathPart(context, _experiment)}/report", cancel);

    protected override void Write(ExperimentReportAnswer answer, IAnsiConsole console)
    {
        console.WriteLine(FormattableString.Invariant(
            $"{answer.Name} version {answer.Version}, {(answer.IsRunning ? "running" : "stopped")}, events up to {Cells.Time(answer.AsOf)}; sample ratio p {answer.RatioP:0.###}; a loss of {answer.DetectableLoss:0.0%} of an arm would be found"));
        foreach (var note in answer.Notes)
        {
            console.WriteLine(note);
        }

        var users = Cells.Table("arm", ">assigned", ">answered", ">saw a list", ">matured", ">credited without a list's id");
        foreach (var arm in answer.Arms)
        {
            users.AddRow(
                Cells.Text(arm.Arm), Cells.Number(arm.Assigned), Cells.Number(arm.Served), Cells.Number(arm.Exposed),
                Cells.Number(arm.Matured), Cells.Number(arm.Implicit));
        }

        console.Write(users);
        WriteMetrics(answer, console);
        foreach (var arm in answer.Arms.Where(arm => arm.Says is not null))
        {
            console.WriteLine(arm.Says!);
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

    private static string Figure(double? value) => value is { } known ? FormattableString.Invariant($"{known:0.#####}") : "-";

    private static string Share(double? value) => value is { } known ? FormattableString.Invariant($"{known:+0.0%;-0.0%}") : "-";
}
