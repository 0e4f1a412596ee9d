using Spectre.Console;
using StreamReco.StreamHost.Http.Cluster;

namespace StreamReco.StreamHost.Cli.Remote;

/// <summary>The lines above the figures of a policy: who did not answer, what is in force where, and what a partition refused.</summary>
internal static class PolicyLines
{
    /// <param name="console">Where they go.</param>
    /// <param name="silent">Nodes that did not answer.</param>
    /// <param name="partitions">What is in force in each partition, in words, and why it refused the newest policy; null if it did not.</param>
    public static void Write(
        IAnsiConsole console, IReadOnlyList<SilentMember> silent, IReadOnlyList<(int Partition, string Policy, string? Refused)> partitions)
    {
        foreach (var member in silent)
        {
            console.WriteLine($"node {member.Node} {member.Why}: its partitions are missing here");
        }

        foreach (var same in partitions.GroupBy(partition => partition.Policy))
        {
            console.WriteLine($"{same.Key} in partitions {Cells.Ranges([.. same.Select(partition => partition.Partition)])}");
        }

        foreach (var partition in partitions.Where(partition => partition.Refused is not null))
        {
            console.WriteLine($"partition {partition.Partition}: {partition.Refused}");
        }
    }
}
