using StreamReco.Models.Evaluation;
using StreamReco.StreamHost.Cli.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>Lines of an evaluation's files that could not be used.</summary>
internal static class SkippedLines
{
    /// <summary>Says how many of each part, and why.</summary>
    public static void Tell(Screen screen, EvaluationSet set)
    {
        foreach (var (part, skipped) in new[] { ("training", set.Train.Skipped), ("test", set.SkippedTest) })
        {
            foreach (var (reason, lines) in skipped)
            {
                screen.Output.WriteLine($"skipped {lines:N0} lines of the {part} part: {reason}");
            }
        }
    }
}
