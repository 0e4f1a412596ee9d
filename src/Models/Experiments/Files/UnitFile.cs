using System.Globalization;
using StreamReco.Models.Data;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Files;

/// <summary>
/// A file of units: <c>numerator,denominator</c>, and where there are any <c>arm</c>, <c>before</c> and <c>stratum</c>, whole
/// numbers (revenue in minor units). A row is a unit, not a view: that is what makes intervals right.
/// </summary>
public static class UnitFile
{
    /// <summary>The sums of each arm and stratum.</summary>
    /// <param name="path">The file.</param>
    /// <param name="needsArms">Whether the column <c>arm</c> must be there; without it all units are of the arm "".</param>
    /// <returns>By arm in the order of the file; strata in the order of the file, the same for each arm.</returns>
    /// <exception cref="DataFileException">The file cannot be read; the message names the line.</exception>
    public static IReadOnlyDictionary<string, UnitSums[]> Read(string path, bool needsArms)
    {
        var sums = new Dictionary<(string Arm, string Stratum), UnitSums>();
        var (arms, strata) = (new List<string>(), new List<string>());
        string[] numbers = ["numerator", "denominator"];
        var rows = needsArms
            ? ColumnFile.Read(path, [.. numbers, "arm"], "before", "stratum")
            : ColumnFile.Read(path, numbers, "arm", "before", "stratum");
        foreach (var (line, fields) in rows)
        {
            var unit = new UnitTotals(
                Number(path, line, "numerator", fields[0]), Number(path, line, "denominator", fields[1]), Number(path, line, "before", fields[3]));
            if (unit.Denominator < 0)
            {
                throw new DataFileException($"{path}, line {line}: the denominator is {unit.Denominator}; it counts exposures, or is 1 for a mean over units.");
            }

            var key = (Arm: needsArms ? fields[2]! : "", Stratum: fields[4] ?? "");
            AddNew(arms, key.Arm);
            AddNew(strata, key.Stratum);
            sums[key] = sums.GetValueOrDefault(key) + UnitSums.Of(unit);
        }

        return arms.Count > 0
            ? arms.ToDictionary(arm => arm, arm => strata.Select(stratum => sums.GetValueOrDefault((arm, stratum))).ToArray(), StringComparer.Ordinal)
            : throw new DataFileException($"{path}: the file has no units below its header.");
    }

    private static void AddNew(List<string> names, string name)
    {
        if (!names.Contains(name))
        {
            names.Add(name);
        }
    }

    private static long Number(string path, int line, string column, string? text) =>
        text is null ? 0
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new DataFileException($"{path}, line {line}: the {column} is '{text}'; write a whole number, revenue in minor units (cents).");
}
