using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Cli.Quality;

/// <summary><c>quality status</c>: the rules in force, and how each stands for each source.</summary>
internal sealed class QualityStatusCommand() : RemoteCommand<ClusterQualityRulesAnswer>(
    "status", "Show the quality rules in force, what they judged, and where they warn or have failed.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Show the rules in force and their levels", "streamreco quality status --node http://127.0.0.1:8095")];

    protected override Task<ClusterQualityRulesAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ClusterQualityRulesAnswer>("/admin/v1/cluster/quality/rules", cancel);

    protected override void Write(ClusterQualityRulesAnswer answer, IAnsiConsole console)
    {
        PolicyLines.Write(console, answer.Silent, [.. answer.Partitions.Select(one => (one.Partition, RulesOf(one.Version), one.Refused))]);

        if (answer.Rules.Count > 0)
        {
            console.Write(TableOf(answer.Rules));
        }
    }

    private static string RulesOf(string? version) => $"{(version is null ? "no rules" : $"rules {version}")} in force";

    private static Table TableOf(IReadOnlyList<RuleFigures> rules)
    {
        var table = Cells.Table("rule", "check", "source", "level", ">judged", ">failed", ">late", ">worst last window", ">warns in", ">failed in");
        foreach (var rule in rules)
        {
            table.AddRow(
                Cells.Text(rule.Rule), rule.Check, Cells.Text(rule.Source), rule.Level, Cells.Number(rule.Judged), Cells.Number(rule.Failed),
                Cells.Number(rule.Late), rule.Worst is { } worst ? FormattableString.Invariant($"{worst:0.####}") : "-",
                Cells.Number(rule.Warn), Cells.Number(rule.Fail));
        }

        return table;
    }
}
