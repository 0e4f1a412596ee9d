using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using StreamReco.Models.Evaluation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>
/// The figures of a stack: rows of source × metric with 95 % intervals, what the lists look like, what an answer costs;
/// as a table, JSON, Markdown and a plot.
/// </summary>
/// <param name="Rows">The rows; the last one is judged as the whole where its name says so.</param>
/// <param name="Whole">The row whose metrics stand at the top of the JSON.</param>
/// <param name="Lists">What the whole's lists look like; empty where one source was judged.</param>
/// <param name="Costs">What an answer of the whole costs, alone and in batches; empty where one source was judged.</param>
internal sealed record TwoStageReport(
    IReadOnlyList<JudgedRow> Rows,
    JudgedRow Whole,
    IReadOnlyDictionary<string, double> Lists,
    IReadOnlyList<RecommendationCost> Costs)
{
    /// <summary>What each rule costs; empty where no rules were judged.</summary>
    public IReadOnlyList<RuleCost> RuleCosts { get; init; } = [];

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };

    public void Print(Screen screen)
    {
        var table = new Table().AddColumn("%");
        foreach (var metric in JudgedRow.Headlines)
        {
            table.AddColumn(new TableColumn(metric).RightAligned());
        }

        foreach (var row in Rows)
        {
            table.AddRow([Markup.Escape(row.Name), .. JudgedRow.Headlines.Select(metric => Cell(row.Intervals[metric]))]);
        }

        screen.Results.Write(table);
        foreach (var line in Facts())
        {
            screen.Output.WriteLine(line);
        }

        screen.Output.WriteLine($"{Whole.Metrics["predictions"]:N0} predictions; in brackets 95 % by resampled sessions");
    }

    /// <summary>One JSON object: the whole's metrics by name, then rows, lists and cost.</summary>
    public void WriteJson(string path)
    {
        var json = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in Whole.Metrics)
        {
            json[name] = value;
        }

        json["intervals"] = IntervalsOf(Whole);
        json["rows"] = Rows.ToDictionary(
            row => row.Name,
            row => new { metrics = row.Metrics, intervals = IntervalsOf(row) },
            StringComparer.Ordinal);
        json["lists"] = Lists;
        if (RuleCosts.Count > 0)
        {
            json["rule_costs"] = RuleCosts.ToDictionary(
                rule => rule.Rule,
                rule => new Dictionary<string, double[]>(StringComparer.Ordinal)
                {
                    ["HR@20"] = [rule.HitRate.Mean, rule.HitRate.Low, rule.HitRate.High],
                    ["MRR@20"] = [rule.ReciprocalRank.Mean, rule.ReciprocalRank.Low, rule.ReciprocalRank.High],
                },
                StringComparer.Ordinal);
        }

        foreach (var cost in Costs)
        {
            json[cost.Batch == 1 ? "answer" : $"answer_of_{cost.Batch}"] = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["p50_us"] = cost.MedianMicros,
                ["p99_us"] = cost.P99Micros,
                ["cpu_us"] = cost.CpuMicros,
                ["allocated_bytes"] = cost.AllocatedBytes,
                ["answers"] = cost.Answers,
            };
        }

        File.WriteAllText(path, JsonSerializer.Serialize(json, _json) + "\n");
    }

    public void WriteMarkdown(string path)
    {
        var text = new StringBuilder("| % |");
        text.AppendJoin(" | ", JudgedRow.Headlines.Prepend("")).Append(" |\n|---|");
        text.Append(string.Concat(Enumerable.Repeat("---:|", JudgedRow.Headlines.Count))).Append('\n');
        text.Replace("| % | |", "| % |");
        foreach (var row in Rows)
        {
            text.Append("| ").Append(row.Name).Append(" | ");
            text.AppendJoin(" | ", JudgedRow.Headlines.Select(metric => Cell(row.Intervals[metric]))).Append(" |\n");
        }

        text.Append('\n').AppendJoin("\n", Facts()).Append('\n');
        File.WriteAllText(path, text.ToString());
    }

    private IEnumerable<string> Facts()
    {
        foreach (var rule in RuleCosts)
        {
            yield return rule.ToString();
        }

        if (Lists.Count > 0)
        {
            var figures = Lists.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Value:0.###}"));
            yield return $"lists   {string.Join(", ", figures)}";
        }

        foreach (var cost in Costs)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"answer  {(cost.Batch == 1 ? "alone" : $"of {cost.Batch}")}: CPU {cost.CpuMicros:0} µs, p50 {cost.MedianMicros:0} µs, p99 {cost.P99Micros:0} µs, {cost.AllocatedBytes:0} bytes allocated");
        }
    }

    private static string Cell(Interval figure) => string.Create(
        CultureInfo.InvariantCulture,
        $"{figure.Mean * 100:0.00} ({figure.Low * 100:0.0}-{figure.High * 100:0.0})");

    private static Dictionary<string, double[]> IntervalsOf(JudgedRow row) => row.Intervals.ToDictionary(
        pair => pair.Key, pair => new[] { pair.Value.Low, pair.Value.High }, StringComparer.Ordinal);
}
