using System.Globalization;
using StreamReco.Models.Data;
using StreamReco.Models.Experiments.OffPolicy;

namespace StreamReco.Models.Experiments.Files;

/// <summary>A log of decisions and a policy to be judged, as delimited files.</summary>
/// <param name="Log">The decisions.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Items">The items' names, by number.</param>
public sealed record DecisionFile(DecisionLog Log, TargetPolicy Policy, IReadOnlyList<string> Items)
{
    /// <summary>Reads both.</summary>
    /// <param name="log">
    /// <c>item,position,reward,propensity</c>, and <c>unit</c> where a unit has several decisions; positions from 1. The
    /// names of the Open Bandit Dataset (<c>item_id,position,click,propensity_score</c>) are taken too.
    /// </param>
    /// <param name="policy"><c>item,position,share</c>; null for the uniform policy over the items of the log.</param>
    /// <exception cref="DataFileException">A file cannot be read; the message names the line.</exception>
    public static DecisionFile Read(string log, string? policy)
    {
        var (items, units) = (new Numbering(), new Numbering());
        var decisions = new List<LoggedDecision>();
        var positions = 0;
        foreach (var (line, fields) in ColumnFile.Read(log, Names(log), "unit"))
        {
            var position = Position(log, line, fields[1]!);
            positions = Math.Max(positions, position);
            decisions.Add(new LoggedDecision(
                fields[4] is { } unit ? units.Of(unit) : decisions.Count, items.Of(fields[0]!), position - 1,
                Real(log, line, "reward", fields[2]!), Propensity(log, line, fields[3]!)));
        }

        if (decisions.Count == 0)
        {
            throw new DataFileException($"{log}: the file has no decisions below its header.");
        }

        var shares = policy is null ? null : ReadPolicy(policy, positions, items);
        var names = items.Names;
        return new DecisionFile(
            new DecisionLog(decisions, names.Count, positions),
            shares is null ? TargetPolicy.Uniform(names.Count, positions) : new TargetPolicy([.. shares.Select(row => Row(row, names.Count))]), names);
    }

    private static string[] Names(string log) => ColumnFile.Has(log, "propensity_score")
        ? ["item_id", "position", "click", "propensity_score"] : ["item", "position", "reward", "propensity"];

    private static List<Dictionary<int, double>> ReadPolicy(string path, int positions, Numbering items)
    {
        var rows = Enumerable.Range(0, positions).Select(_ => new Dictionary<int, double>()).ToList();
        foreach (var (line, fields) in ColumnFile.Read(path, ["item", "position", "share"]))
        {
            var position = Position(path, line, fields[1]!);
            if (position > positions)
            {
                throw new DataFileException($"{path}, line {line}: position {position} is not in the log, whose last one is {positions}.");
            }

            if (!rows[position - 1].TryAdd(items.Of(fields[0]!), Real(path, line, "share", fields[2]!)))
            {
                throw new DataFileException($"{path}, line {line}: item {fields[0]} has a share at position {position} already.");
            }
        }

        return rows;
    }

    private static double[] Row(Dictionary<int, double> shares, int items) =>
        [.. Enumerable.Range(0, items).Select(item => shares.GetValueOrDefault(item))];

    private static int Position(string path, int line, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position is > 0 and <= 1_000
            ? position : throw new DataFileException($"{path}, line {line}: the position is '{text}'; write a whole number from 1 to 1000.");

    private static double Real(string path, int line, string column, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number : throw new DataFileException($"{path}, line {line}: the {column} is '{text}'; write a number.");

    private static double Propensity(string path, int line, string text) => Real(path, line, "propensity", text) is > 0 and <= 1 and var propensity
        ? propensity : throw new DataFileException($"{path}, line {line}: the propensity is '{text}'; it must be above 0 and at most 1.");

    /// <summary>Names by first sight.</summary>
    private sealed class Numbering
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        public IReadOnlyList<string> Names => [.. _numbers.Keys];

        public int Of(string name)
        {
            if (!_numbers.TryGetValue(name, out var number))
            {
                number = _numbers.Count;
                _numbers.Add(name, number);
            }

            return number;
        }
    }
}
