using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>What came of reading an evaluation's files.</summary>
internal static class SkippedLines
{
    /// <summary>Says which column was taken for what, and how many lines of each part were not used, and why.</summary>
    public static void Tell(Screen screen, EvaluationSet set)
    {
        foreach (var columns in set.Train.Columns)
        {
            screen.Output.WriteLine($"columns: {columns}");
        }

        foreach (var (part, skipped) in new[] { ("training", set.Train.Skipped), ("test", set.SkippedTest) })
        {
            foreach (var line in ClickDatasetLines.Skipped(skipped, $" of the {part} part"))
            {
                screen.Output.WriteLine(line);
            }
        }
    }
}
