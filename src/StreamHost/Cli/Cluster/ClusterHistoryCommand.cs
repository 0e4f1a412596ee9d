using System.CommandLine;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>cluster history</c>: what was asked of the cluster.</summary>
internal sealed class ClusterHistoryCommand : RemoteCommand<IReadOnlyList<RequestAnswer>>
{
    private const int LimitMax = 1_000;

    private readonly Option<int> _limit = new Option<int>("--limit")
    {
        Description = "Newest requests at most.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    }.Between(1, LimitMax);

    public ClusterHistoryCommand()
        : base(
            "history",
            "List what was asked of the cluster, the newest first: changes of model and of experiments, drains, erasures, replays; who, when, how "
            + "it ended.")
    {
        Add(_limit);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("The last twenty", "streamreco cluster history --node http://127.0.0.1:8095"),
        new("For a report", "streamreco cluster history --limit 1000 --output json"),
    ];

    protected override Task<IReadOnlyList<RequestAnswer>> QueryAsync(
        CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<IReadOnlyList<RequestAnswer>>($"/admin/v1/cluster/history?limit={context.Value(_limit)}", cancel);

    protected override void Write(IReadOnlyList<RequestAnswer> answer, IAnsiConsole console)
    {
        if (answer.Count == 0)
        {
            console.WriteLine("nothing was asked of this cluster yet");
            return;
        }

        var table = Cells.Table("when", "who", "what", "of", ">steps", "end", "request");
        foreach (var request in answer)
        {
            table.AddRow(
                Cells.Time(request.At), Cells.Text(request.By), Cells.Text(request.Kind),
                Cells.Text(string.Join(" ", request.Arguments.Where(argument => argument.Key != RequestKinds.Definition).Select(argument => argument.Value))), Cells.Number(request.Steps.Count),
                Cells.Text(request.Why is null ? request.Outcome : $"{request.Outcome}: {request.Why}"), Cells.Text(request.Id));
        }

        console.Write(table);
    }
}
