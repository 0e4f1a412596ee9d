using System.CommandLine;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Search;

namespace StreamReco.StreamHost.Cli.Search;

/// <summary><c>queries top</c>, <c>queries zero</c>, <c>queries slow</c>: what people search for.</summary>
internal sealed class QueriesCommand : RemoteCommand<QueriesAnswerBody>
{
    private readonly string _kind;

    private readonly Option<int> _most = new Option<int>("-n")
    {
        Description = "Queries wanted, 1 to 1000.",
        HelpName = "QUERIES",
        DefaultValueFactory = _ => 20,
    }.Between(1, 1_000);

    private QueriesCommand(string kind, string description, string example)
        : base(kind, description)
    {
        _kind = kind;
        Examples = [new(example, $"streamreco queries {kind} --node http://127.0.0.1:8095")];
        Add(_most);
    }

    public override IReadOnlyList<CommandExample> Examples { get; }

    /// <summary>The three of them.</summary>
    public static IReadOnlyList<QueriesCommand> All() =>
    [
        new("top", "Show the queries that are searched for most, with clicks, and how often each position is clicked.", "Show what people search for most"),
        new("zero", "Show the queries that found nothing.", "Show what people do not find"),
        new("slow", "Show the searches of a node that took longest.", "Show the slowest searches"),
    ];

    protected override Task<QueriesAnswerBody> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<QueriesAnswerBody>($"/v1/search/queries?kind={_kind}&n={context.Value(_most)}", cancel);

    protected override void Write(QueriesAnswerBody answer, IAnsiConsole console)
    {
        console.WriteLine($"{answer.Searches:N0} searches are counted; {answer.Unjoined:N0} clicks belong to none of them");
        var table = Cells.Table("query", ">searches", ">users", ">nothing found", ">clicks", ">clicks/search", ">took");
        foreach (var query in answer.Queries)
        {
            table.AddRow(
                Cells.Text(query.Text ?? $"(fewer than {answer.UsersMin} users) {query.Hash}"), Cells.Number(query.Searches),
                Cells.Number(query.Users), Cells.Number(query.ZeroResults), Cells.Number(query.Clicks), $"{query.ClicksPerSearch:0.00}",
                query.Millis is { } millis ? Cells.Millis(millis) : "-");
        }

        console.Write(table);
        if (_kind == "top")
        {
            WritePositions(answer, console);
        }
    }

    private static void WritePositions(QueriesAnswerBody answer, IAnsiConsole console)
    {
        console.WriteLine();
        var table = Cells.Table("position", ">shown", ">clicks", ">CTR", ">looked at");
        foreach (var place in answer.Positions.Where(place => place.Shown > 0))
        {
            table.AddRow(
                place.Position, Cells.Number(place.Shown), Cells.Number(place.Clicks), $"{place.Ctr * 100:0.0} %", $"{place.Propensity:0.00}");
        }

        console.Write(table);
    }
}
