using System.Globalization;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Ranking;
using StreamReco.Models.Training;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Training;

/// <summary>Trains a model with a progress bar and says what came of it.</summary>
internal static class TrainingRun
{
    /// <exception cref="DataFileException">The clicks hold no interaction.</exception>
    public static Task<ModelArtifact> TrainAsync(
        Screen screen, TimeProvider time, ClickDataset data, TrainingSettings settings, IReadOnlyList<string> sources,
            CancellationToken cancel, TwoStageModel? stack = null) =>
        ProgressDisplay.Run(screen, time, stack is null ? "training" : "factors", line =>
        {
            try
            {
                return new ModelTrainer(time).Train(data, settings, sources, new TrainingLine(line), cancel, stack);
            }
            catch (ArgumentException e)
            {
                throw new DataFileException($"{string.Join(", ", sources)}: {e.Message.ReplaceLineEndings(" ")}", e);
            }
        });

    /// <summary>The facts of a trained model, a line each.</summary>
    public static void Report(Screen screen, ModelArtifact model, ClickDataset data, TimeSpan took)
    {
        var training = model.Manifest.Training;
        screen.Output.WriteLine(
            $"model   {model.Manifest.Name} {model.Manifest.Version}, {model.Items.Dimensions} dimensions");
        screen.Output.WriteLine(
            $"clicks  {training.Interactions:N0} of {training.Users:N0} users and {model.Items.Count:N0} items");
        if (training is { From: { } from, To: { } to })
        {
            screen.Output.WriteLine($"span    {Day(from)} to {Day(to)}");
        }

        screen.Output.WriteLine($"took    {took.TotalSeconds:0.0} s");
        foreach (var line in ClickDatasetLines.Of(data))
        {
            screen.Output.WriteLine(line);
        }
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
