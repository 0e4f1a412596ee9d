using System.Globalization;
using StreamReco.Models.Data;
using StreamReco.Models.Ranking;
using StreamReco.Models.Training.Stack;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Training;

/// <summary>Trains a stack with a progress bar and says what was chosen.</summary>
internal static class TwoStageTrainingRun
{
    /// <exception cref="DataFileException">
    /// The clicks hold no interaction, or a checkpoint is of another training.
    /// </exception>
    public static Task<TwoStageModel> TrainAsync(
        Screen screen,
        TimeProvider time,
        ClickDataset data,
        TwoStageSettings settings,
        IReadOnlyList<string> sources,
        CancellationToken cancel,
        ICollection<(string Source, TwoStageModel Stack)>? ablated = null) =>
        ProgressDisplay.Run(screen, time, "stack", line =>
        {
            var started = time.GetTimestamp();
            var progress = new DirectProgress<TwoStageProgress>(
                now => line.Update(now.Done, 1, now.Step + Remaining(time.GetElapsedTime(started), now.Done)));
            try
            {
                return new TwoStageTrainer(settings, time).Train(data, progress, cancel, ablated);
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

    /// <summary>How long it may still take, once enough is done to say.</summary>
    private static string Remaining(TimeSpan elapsed, double done) => done is > 0.05 and < 1
        ? string.Create(CultureInfo.InvariantCulture, $", {elapsed.TotalMinutes * (1 - done) / done:0.0} min left")
        : "";

    /// <summary>What was chosen for the data and how it did on the validation part, a line each.</summary>
    public static void Report(Screen screen, TwoStageModel stack)
    {
        var unseen = stack.Selection.Choices.Where(choice => choice.Why == SourceChoice.NotCompared).ToArray();
        if (unseen.Length > 0)
        {
            screen.Output.WriteLine(
                $"chosen  {string.Join(", ", unseen.Select(choice => $"{choice.Part}: {choice.Chosen}"))} ({SourceChoice.NotCompared})");
        }

        foreach (var choice in stack.Selection.Choices.Except(unseen))
        {
            screen.Output.WriteLine($"chosen  {choice.Part}: {choice.Chosen} ({choice.Why})");
        }

        var figures = stack.Selection.Validation.Select(
            figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {figure.Value:0.####}"));
        screen.Output.WriteLine($"ranker  {string.Join(", ", figures)}");
        if (stack.Selection.Validation.GetValueOrDefault("queries") == 0)
        {
            screen.Output.WriteLine("hint    the newest part of the data holds no click to foresee: nothing was compared, and no figure says what the model is worth; more clicks are needed");
        }
    }
}
