using System.Text.RegularExpressions;

namespace StreamReco.Rig.Rebalance;

/// <summary>Which partitions a node says that it has, by the lines of its log.</summary>
internal static partial class Assignments
{
    public static HashSet<int> Of(string log)
    {
        var held = new HashSet<int>();
        foreach (Match line in Line().Matches(log))
        {
            var partitions = line.Groups["list"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(int.Parse);
            if (line.Groups["what"].Value == "assigned")
            {
                held.UnionWith(partitions);
            }
            else
            {
                held.ExceptWith(partitions);
            }
        }

        return held;
    }

    /// <summary>How many times the group gave the node a partition or took one.</summary>
    public static int Moves(string log) => Line().Matches(log).Count(line => line.Groups["list"].Value.Length > 0);

    [GeneratedRegex(@"partitions (?<what>assigned|revoked): (?<list>[\d, ]*)")]
    private static partial Regex Line();
}
