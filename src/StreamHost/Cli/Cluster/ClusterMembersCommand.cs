using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>cluster members</c>: the nodes.</summary>
internal sealed class ClusterMembersCommand()
    : RemoteCommand<IReadOnlyList<MemberAnswer>>("members", "List the nodes: what each holds, how fast it is, how far behind.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("The nodes, live", "streamreco cluster members --node http://127.0.0.1:8095 --watch 1")];

    protected override async Task<IReadOnlyList<MemberAnswer>> QueryAsync(
        CommandContext context, AdminClient node, CancellationToken cancel) =>
        (await node.GetAsync<ClusterAnswer>("/admin/v1/cluster", cancel)).Members;

    protected override void Write(IReadOnlyList<MemberAnswer> answer, IAnsiConsole console)
    {
        var table = Cells.Table(
            "node", "address", "state", "partitions", ">records/s", ">answers/s", ">p99", ">lag", "held up by", "model", ">up");
        foreach (var member in answer)
        {
            table.AddRow(
                Cells.Text(member.Name), Cells.Text(member.Address),
                member.Ready || member.Phase != "running" ? Cells.Text(member.Phase) : "running, not ready",
                Cells.Ranges(member.Partitions), Cells.Rate(member.ReadRate), Cells.Rate(member.AnswerRate),
                Cells.Millis(member.LatencyP99Ms), Cells.Number(member.Lag), Cells.Text(member.Backpressure),
                Cells.Text(member.Model?.Split(' ')[^1]), Cells.Seconds(member.UptimeSeconds));
        }

        console.Write(table);
    }
}
