using Spectre.Console;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>tasks</c>: what takes its time.</summary>
internal sealed class TasksCommand() : RemoteCommand<IReadOnlyList<TaskAnswer>>(
    "tasks",
    "List what takes its time, with progress and what is left: at nodes (model loads, recoveries, catching up, snapshots, "
        + "draining), and trainings, tunings, replays and backups that know the same state database.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Until they are done", "streamreco tasks --node http://127.0.0.1:8095 --watch"),
        new("A training, where no node runs", "streamreco tasks --state \"Host=db;Database=reco\""),
    ];

    protected override bool WorksWithoutNode => true;

    protected override Task<IReadOnlyList<TaskAnswer>> QueryAsync(
        CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<IReadOnlyList<TaskAnswer>>("/admin/v1/cluster/tasks", cancel);

    protected override async Task<IReadOnlyList<TaskAnswer>> QueryStateAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.Options!;
        var directory = new SqlTaskDirectory(options.State.Connection);
        try
        {
            return [.. PublishedTasks.Of(await directory.TasksAsync(options.Kafka.Group, cancel), context.Time.GetUtcNow())];
        }
        catch (StoreUnavailableException e)
        {
            throw new UserErrorException($"{e.Message} Name a node with --node http://HOST:PORT.", ExitCode.Failure, e);
        }
    }

    protected override void Write(IReadOnlyList<TaskAnswer> answer, IAnsiConsole console)
    {
        if (answer.Count == 0)
        {
            console.WriteLine("nothing takes its time now");
            return;
        }

        var table = Cells.Table("node", "task", "of", ">done", ">left", ">for", "what");
        foreach (var task in answer)
        {
            table.AddRow(
                Cells.Text(task.Node), Cells.Text(task.Kind), Cells.Text(task.Of), Share(task),
                task.SilentSeconds is null ? Cells.Seconds(task.EtaSeconds) : "?", Cells.Seconds(task.RunningSeconds),
                Cells.Text(What(task)));
        }

        console.Write(table);
    }

    private static string Share(TaskAnswer task) =>
        task.Total > 0 ? $"{Math.Min(task.Done / task.Total, 1) * 100:0} %" : Cells.Text(null);

    private static string What(TaskAnswer task)
    {
        var count = task.Unit == "%" || task.Total <= 0 ? "" : $"{task.Done:N0} of {task.Total:N0} {task.Unit}";
        string[] parts =
        [
            task.SilentSeconds is { } silent ? $"no sign of life for {Cells.Seconds(silent)}: ended, or cut off" : "",
            task.Detail,
            count,
        ];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }
}
