using System.Text.Json;
using Spectre.Console;
using StreamReco.Models.Evaluation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>The figures of an evaluation: a table for people, a file for programs.</summary>
internal static class EvaluationReport
{
    private static readonly string[] _kinds = ["HR", "MRR", "NDCG"];

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };

    /// <summary>Prints a row for each cutoff, in percent.</summary>
    public static void Print(Screen screen, RankingMetrics metrics)
    {
        var table = new Table().AddColumn("K");
        foreach (var kind in _kinds)
        {
            table.AddColumn(new TableColumn($"{kind}@K, %").RightAligned());
        }

        var byName = metrics.ByName();
        foreach (var k in RankingMetrics.Cutoffs)
        {
            table.AddRow([$"{k}", .. _kinds.Select(kind => $"{byName[$"{kind}@{k}"] * 100:0.00}")]);
        }

        screen.Results.Write(table);
        screen.Output.WriteLine($"{metrics.Count:N0} predictions");
    }

    /// <summary>Writes one JSON object: metric → value, shares of 1, and <c>predictions</c>.</summary>
    public static void Write(string path, RankingMetrics metrics) =>
        File.WriteAllText(path, JsonSerializer.Serialize(metrics.ByName(), _json) + "\n");
}
