using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>cluster status</c>: whether all is well, in a few lines.</summary>
internal sealed class ClusterStatusCommand() : RemoteCommand<ClusterAnswer>(
    "status", "Say whether every partition is held, how far behind the cluster is, and what holds it up. Exit code 1 if it is not well.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("By any node", "streamreco cluster status --node http://127.0.0.1:8095"),
        new("By the state database, live", "streamreco cluster status --state \"Host=db;Database=reco\" --watch"),
    ];

    protected override Task<ClusterAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ClusterAnswer>("/admin/v1/cluster", cancel);

    protected override int ExitCodeOf(ClusterAnswer answer) => answer.Healthy ? ExitCode.Ok : ExitCode.Failure;

    protected override void Write(ClusterAnswer answer, IAnsiConsole console)
    {
        var held = answer.Shards.Count(shard => shard.State == "live");
        console.WriteLine($"group       {answer.Pipeline} on topic {answer.Clicks}");
        console.WriteLine($"state       {(answer.Healthy ? "well" : "NOT WELL")}");
        console.WriteLine($"nodes       {answer.Members.Count(m => m.Ready)} ready of {answer.Members.Count}");
        console.WriteLine($"partitions  {held} live of {answer.Partitions}");
        console.WriteLine($"lag         {Cells.Number(answer.Lag)} records");
        console.WriteLine(
            $"rate        {Cells.Rate(answer.Members.Sum(m => m.ReadRate))} records/s in, "
            + $"{Cells.Rate(answer.Members.Sum(m => m.AnswerRate))} answers/s out");
        foreach (var problem in answer.Problems)
        {
            console.WriteLine($"problem     {problem}");
        }

        foreach (var note in answer.Notes)
        {
            console.WriteLine($"note        {note}");
        }
    }
}
