using System.CommandLine;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli;

/// <summary><c>quality</c>: what became of the records over time.</summary>
internal sealed class QualityCommand : RemoteVerb<QualityAnswer>
{
    private const int RowsMax = 30;

    private readonly Option<int> _every = new Option<int>("--every-s")
    {
        Description = "Length of a stretch of time, 1 to 900 seconds.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
    }.AtLeast(1);

    public QualityCommand()
        : base("quality", "Show what became of a node's records, by reason and over time: counts, and rates a second.") =>
        Add(_every);

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("The last minutes, in stretches of a minute", "streamreco quality --node http://127.0.0.1:8095 --every-s 60")];

    protected override Task<QualityAnswer> AskAsync(VerbContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<QualityAnswer>($"/admin/v1/quality?seconds={context.Value(_every)}", cancel);

    protected override void Write(QualityAnswer answer, IAnsiConsole console)
    {
        var total = answer.Totals;
        console.WriteLine($"node {answer.Node}: read {total.Read:N0} = applied {total.Applied:N0} + duplicate {total.Duplicate:N0} "
            + $"+ rejected {total.Rejected:N0}");
        var reasons = answer.Rejected.Keys.ToList();
        var table = Cells.Table(
            ["a second", ">read", ">applied", ">duplicate", .. reasons.Select(reason => $">{reason}"), ">rejected %"]);
        foreach (var stretch in answer.Stretches.Take(RowsMax))
        {
            table.AddRow(
            [
                $"{stretch.From.UtcDateTime:HH:mm:ss}", $"{stretch.Rates.Read:N1}", $"{stretch.Rates.Applied:N1}",
                $"{stretch.Rates.Duplicate:N1}", .. reasons.Select(reason => $"{stretch.Rejected[reason]:N2}"),
                $"{stretch.RejectedShare * 100:N2}",
            ]);
        }

        table.AddRow(
        [
            "in all", Cells.Number(total.Read), Cells.Number(total.Applied), Cells.Number(total.Duplicate),
            .. reasons.Select(reason => Cells.Number(answer.Rejected[reason])),
            total.Read > 0 ? $"{total.Rejected / total.Read * 100:N2}" : "-",
        ]);
        console.Write(table);
    }
}
