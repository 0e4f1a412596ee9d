using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Replay;

/// <summary>Verdicts that say what was wrong in a few lines instead of two whole topics.</summary>
internal static class ReplayVerdicts
{
    private const int Shown = 120;

    public static void ShouldBeFull(this CommandLineRun verify)
    {
        verify.ExitCode.ShouldBe(ExitCode.Ok, verify.Output + verify.Error);
        verify.Output.ShouldContain("full parity");
    }

    public static void ShouldHoldTheSame(
        this IReadOnlyList<(int Partition, string Key, string Value)> records,
        IReadOnlyList<(int Partition, string Key, string Value)> others)
    {
        records.Count.ShouldBe(others.Count);
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i] != others[i])
            {
                var (left, right) = (records[i].Value, others[i].Value);
                var at = left.AsSpan().CommonPrefixLength(right);
                throw new ShouldAssertException(
                    $"Record {i}, character {at}: …{Part(left, at)} instead of …{Part(right, at)}");
            }
        }
    }

    private static string Part(string text, int at) => text[Math.Max(0, at - Shown)..Math.Min(text.Length, at + Shown)];
}
