using Spectre.Console;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli;

/// <summary><c>tasks</c>: what takes its time.</summary>
internal sealed class TasksCommand() : RemoteVerb<IReadOnlyList<TaskAnswer>>(
    "tasks", "List what takes its time at the nodes, with progress and what is left: recoveries, catching up, draining.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Until they are done", "streamreco tasks --node http://127.0.0.1:8095 --watch")];

    protected override Task<IReadOnlyList<TaskAnswer>> AskAsync(
        VerbContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<IReadOnlyList<TaskAnswer>>("/admin/v1/cluster/tasks", cancel);

    protected override void Write(IReadOnlyList<TaskAnswer> answer, IAnsiConsole console)
    {
        if (answer.Count == 0)
        {
            console.WriteLine("nothing takes its time now");
            return;
        }

        var table = Cells.Table("node", "task", "of", ">done", ">of all", "unit", ">left");
        foreach (var task in answer)
        {
            table.AddRow(
                Cells.Text(task.Node), Cells.Text(task.Kind), Cells.Text(task.Of), Cells.Number(task.Done),
                Cells.Number(task.Total), task.Unit, Cells.Seconds(task.EtaSeconds));
        }

        console.Write(table);
    }
}
