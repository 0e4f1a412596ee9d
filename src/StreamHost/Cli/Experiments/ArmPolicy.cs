using System.Globalization;
using StreamReco.Models.Data;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary>A policy that chooses arms, perhaps by segment, as a person gives it.</summary>
internal static class ArmPolicy
{
    /// <summary>Reads shares of the command line, where those that are left out are 0, or a file.</summary>
    /// <param name="shares"><c>ARM=SHARE</c>.</param>
    /// <param name="file"><c>arm,share</c>, with <c>segment</c> where it chooses by segment (empty for users of none); null for none.</param>
    /// <param name="arms">Names of the arms.</param>
    /// <returns>The share of each arm, by segment; null for users of none.</returns>
    /// <exception cref="UserErrorException">There is no policy, or it names an arm that is not there.</exception>
    /// <exception cref="DataFileException">The file cannot be read; the message names the line.</exception>
    public static Func<int?, double[]> Read(IReadOnlyList<string> shares, string? file, IReadOnlyList<string> arms)
    {
        if (shares.Count == 0 == (file is null))
        {
            throw new UserErrorException(
                $"Say what is to be judged: --share ARM=SHARE for each arm that has one, or --policy FILE. The arms are {string.Join(", ", arms)}.", ExitCode.Usage);
        }

        if (file is not null)
        {
            return ReadFile(file, arms);
        }

        var row = new double[arms.Count];
        foreach (var (name, share) in shares.Select(ArmShares.Pair))
        {
            row[PlaceOf(name, "--share", arms)] = share;
        }

        return _ => row;
    }

    private static Func<int?, double[]> ReadFile(string path, IReadOnlyList<string> arms)
    {
        var (bySegment, all) = (new Dictionary<int, double[]>(), new double[arms.Count]);
        var hasSegments = ColumnFile.Has(path, "segment");
        foreach (var (line, fields) in ColumnFile.Read(path, ["arm", "share"], "segment"))
        {
            var row = all;
            if (fields[2] is { Length: > 0 } text)
            {
                var segment = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                    : throw new DataFileException($"{path}, line {line}: the segment is '{text}'; write its number, or nothing for users of none.");
                bySegment.TryAdd(segment, new double[arms.Count]);
                row = bySegment[segment];
            }

            row[PlaceOf(fields[0] ?? "", $"{path}, line {line}", arms)] =
                double.TryParse(fields[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
                    ? share : throw new DataFileException($"{path}, line {line}: the share is '{fields[1]}'; write a number from 0 to 1.");
        }

        return segment => !hasSegments || segment is null ? all
            : bySegment.GetValueOrDefault(segment.Value)
                ?? throw new DataFileException($"{path}: users of segment {segment} took part; give the shares of the arms for it.");
    }

    private static int PlaceOf(string name, string where, IReadOnlyList<string> arms)
    {
        for (var arm = 0; arm < arms.Count; arm++)
        {
            if (arms[arm] == name)
            {
                return arm;
            }
        }

        throw new UserErrorException($"{where} names arm '{name}'; the arms are {string.Join(", ", arms)}.", ExitCode.Usage);
    }
}
