using System.CommandLine;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>quality</c>: what became of the records of all nodes over time.</summary>
internal sealed class QualityCommand : RemoteCommand<ClusterQualityAnswer>
{
    private const int RowsMax = 30;

    private readonly Option<string> _only = RemoteOptionSet.Only();
    private readonly Option<int> _every = new Option<int>("--every-s")
    {
        Description = "Length of a stretch of time, 1 to 900 seconds.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
    }.Between(1, 900);

    public QualityCommand()
        : base(
            "quality",
            "Show what became of the records of all nodes: counts by reason and rule, rates over time, and how often answers foresaw "
                + "the next click.")
    {
        Add(_every);
        Add(_only);
        Action = new CommandAction();
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("The last minutes, in stretches of a minute", "streamreco quality --node http://127.0.0.1:8095 --every-s 60")];

    protected override Task<ClusterQualityAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ClusterQualityAnswer>(
            $"/admin/v1/cluster/quality?seconds={context.Value(_every)}{RemoteOptionSet.OnlyQuery(context, _only)}", cancel);

    protected override void Write(ClusterQualityAnswer answer, IAnsiConsole console)
    {
        var total = answer.Totals;
        foreach (var member in answer.Silent)
        {
            console.WriteLine($"node {member.Node} {member.Why}: its records are missing here");
        }

        console.WriteLine($"{Nodes(answer.Nodes)}: read {total.Read:N0} = applied {total.Applied:N0} + duplicate {total.Duplicate:N0} "
            + $"+ rejected {total.Rejected:N0} + quarantined {total.Quarantined:N0} + passed over {total.PassedOver:N0}");
        WriteStretches(answer, console);
        WriteRules(answer, console);
        WriteOnline(answer, console);
    }

    private static string Nodes(IReadOnlyList<string> names) => names.Count == 1 ? $"node {names[0]}" : $"{names.Count} nodes";

    private static void WriteStretches(ClusterQualityAnswer answer, IAnsiConsole console)
    {
        var (total, reasons) = (answer.Totals, answer.Rejected.Keys.ToList());
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

    private static void WriteRules(ClusterQualityAnswer answer, IAnsiConsole console)
    {
        if (answer.Rules.Count == 0)
        {
            return;
        }

        console.WriteLine();
        var table = Cells.Table("rejected for", "field", ">last 15 min", ">since start");
        foreach (var rule in answer.Rules)
        {
            table.AddRow(Cells.Text(rule.Reason), Cells.Text(rule.Field ?? "the whole record"), Cells.Number(rule.Lately), Cells.Number(rule.Count));
        }

        console.Write(table);
    }

    private static void WriteOnline(ClusterQualityAnswer answer, IAnsiConsole console)
    {
        var judged = answer.Online.Where(model => model.Counts.Clicks > 0).ToList();
        if (judged.Count == 0)
        {
            return;
        }

        console.WriteLine();
        var table = Cells.Table("next click in the last answer of", "since", ">clicks", ">HR", ">popular HR", ">MRR", ">popular MRR");
        foreach (var model in judged)
        {
            var counts = model.Counts;
            double clicks = counts.Clicks;
            table.AddRow(
                Cells.Text($"{model.Model} {model.Version} @{model.Items}"), Cells.Time(model.Since), Cells.Number(counts.Clicks),
                $"{counts.Hits / clicks * 100:0.0} %", $"{counts.PopularHits / clicks * 100:0.0} %",
                $"{counts.ReciprocalRanks / clicks:0.000}", $"{counts.PopularReciprocalRanks / clicks:0.000}");
        }

        console.Write(table);
    }
}
