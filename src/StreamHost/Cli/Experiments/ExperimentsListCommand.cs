using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Experiments;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments list</c>: what the log defines.</summary>
internal sealed class ExperimentsListCommand() : RemoteCommand<IReadOnlyList<ExperimentAnswer>>(
    "list", "List the experiments of the running cluster.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("List the experiments of a cluster", "streamreco experiments list --node http://127.0.0.1:8095")];

    protected override Task<IReadOnlyList<ExperimentAnswer>> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<IReadOnlyList<ExperimentAnswer>>("/v1/experiments", cancel);

    protected override void Write(IReadOnlyList<ExperimentAnswer> answer, IAnsiConsole console)
    {
        if (answer.Count == 0)
        {
            console.WriteLine("no experiment was started yet");
            return;
        }

        var table = Cells.Table("name", ">version", "state", "arms", "metric", "in force in partitions");
        foreach (var experiment in answer)
        {
            table.AddRow(
                Cells.Text(experiment.Name), $"{experiment.Version}", experiment.IsRunning ? "running" : "stopped",
                Cells.Text(string.Join(", ", experiment.Arms.Select(arm => FormattableString.Invariant($"{arm.Name} {arm.Share:0.##%}")))),
                Cells.Text(ExperimentOptionSet.NameOf(experiment.Plan.Metric)),
                $"{Cells.Ranges(experiment.Partitions)} of {experiment.PartitionsTotal}");
        }

        console.Write(table);
    }
}
