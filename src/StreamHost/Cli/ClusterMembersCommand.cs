using Spectre.Console;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli;

/// <summary><c>cluster members</c>: the nodes.</summary>
internal sealed class ClusterMembersCommand()
    : RemoteVerb<IReadOnlyList<MemberAnswer>>("members", "List the nodes: what each holds, how fast it is, how far behind.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("The nodes, live", "streamreco cluster members --node http://127.0.0.1:8095 --watch 1")];

    protected override async Task<IReadOnlyList<MemberAnswer>> AskAsync(
        VerbContext context, AdminClient node, CancellationToken cancel) =>
        (await node.GetAsync<ClusterAnswer>("/admin/v1/cluster", cancel)).Members;

    protected override void Write(IReadOnlyList<MemberAnswer> answer, IAnsiConsole console)
    {
        var table = Cells.Table(
            "node", "state", "ready", "partitions", ">records/s", ">answers/s", ">p99 ms", ">lag", "held up by", "model", ">up");
        foreach (var member in answer)
        {
            table.AddRow(
                Cells.Text(member.Name), Cells.Text(member.Phase), member.Ready ? "yes" : "no",
                Cells.Ranges(member.Partitions), Cells.Number(member.ReadRate), Cells.Number(member.AnswerRate),
                $"{member.LatencyP99Ms:0.0}", Cells.Number(member.Lag), Cells.Text(member.Backpressure),
                Cells.Text(member.Model), Cells.Seconds(member.UptimeSeconds));
        }

        console.Write(table);
    }
}
