using System.Globalization;
using StreamReco.Models.Data;
using StreamReco.Models.Ranking;
using StreamReco.Models.Training.Stack;
using StreamReco.StreamHost.Cli.Terminal;

namespace StreamReco.StreamHost.Cli;

/// <summary>Trains a stack with a progress bar and says what was chosen.</summary>
internal static class StackTrainingRun
{
    /// <exception cref="DataFileException">
    /// The clicks hold no interaction, or a checkpoint is of another training.
    /// </exception>
    public static Task<RankStack> TrainAsync(
        Screen screen,
        TimeProvider time,
        ClickDataset data,
        StackSettings settings,
        IReadOnlyList<string> sources,
        CancellationToken cancel,
        ICollection<(string Source, RankStack Stack)>? ablated = null) =>
        ProgressDisplay.Run(screen, time, "stack", line =>
        {
            var progress = new DirectProgress<StackProgress>(now => line.Update(now.Done, 1, now.Step));
            try
            {
                return new StackTrainer(settings, time).Train(data, progress, cancel, ablated);
            }
            catch (ArgumentException e)
            {
                throw new DataFileException($"{string.Join(", ", sources)}: {e.Message.ReplaceLineEndings(" ")}", e);
            }
            catch (InvalidDataException e)
            {
                throw new DataFileException(e.Message, e);
            }
        });

    /// <summary>What was chosen for the data and how it did on the validation part, a line each.</summary>
    public static void Report(Screen screen, RankStack stack)
    {
        foreach (var choice in stack.Selection.Choices)
        {
            screen.Output.WriteLine($"chosen  {choice.Part}: {choice.Chosen} ({choice.Why})");
        }

        var figures = stack.Selection.Validation.Select(
            figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {figure.Value:0.####}"));
        screen.Output.WriteLine($"ranker  {string.Join(", ", figures)}");
    }
}
