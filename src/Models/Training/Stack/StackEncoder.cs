using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Training.Stack;

/// <summary>The encoder of a stack: settings by the data and the budget, trained on sessions as the sources see them.</summary>
internal sealed class StackEncoder(StackSettings settings, DataTraits traits, TimeProvider time)
{
    /// <summary>
    /// Positions that two cores train in a minute at 128 dimensions and 2,048 negatives; what the budget is divided by.
    /// Seen on Diginetica: 29,000 a second of CPU time, judging each epoch included; half of that is counted on.
    /// </summary>
    private const double PositionsPerMinute = 1_800_000;

    /// <summary>Share of the budget that is the encoder's, in both of its trainings.</summary>
    private const double BudgetShare = 0.6;

    private const int EpochsMin = 2;

    /// <summary>The settings for the data.</summary>
    public EncoderSettings Settings()
    {
        var chosen = traits.Histories
            ? new EncoderSettings { Form = EncoderForm.Average, Dropout = 0.5f, Epochs = 16 }
            : new EncoderSettings { Epochs = 8, AgeScale = traits.Timed ? 0 : 0.55f };
        var affordable = settings.BudgetMinutes * BudgetShare * PositionsPerMinute
            / ((settings.Refit ? 2.0 : 1.0) * Math.Max(1, traits.Clicks - traits.Sessions));
        var small = traits.Clicks < 300_000;
        return chosen with
        {
            Epochs = (int)Math.Clamp(affordable, EpochsMin, chosen.Epochs),
            BatchPositions = small ? 512 : chosen.BatchPositions,
            Seed = settings.Seed,
            Threads = settings.Threads,
        };
    }

    /// <summary>Trains on a log; the epoch that finds most on the validation part is kept where there is one.</summary>
    public EncoderTraining Train(
        SessionLog log,
        EncoderSettings encoder,
        EncoderValidation? validation,
        IProgress<EncoderProgress>? progress,
        CancellationToken cancellationToken) =>
        new EncoderTrainer(time).Train(
            Sequences(log, 0), encoder, validation, CheckpointOf(validation), progress, cancellationToken);

    /// <summary>What judges the training on the earlier part.</summary>
    public EncoderValidation Validation(SessionLog log, TrainingSplit split) => split.Kind == SplitKind.LastClicks
        ? new EncoderValidation(Sequences(log, 0), LastOnly: true, ExcludeHistory: traits.ExcludesHistory)
        : new EncoderValidation(Sequences(log, split.Earlier.Sessions));

    private string? CheckpointOf(EncoderValidation? validation)
    {
        if (settings.CheckpointFolder is not { } folder)
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        return Path.Combine(folder, validation is null ? "encoder-whole.checkpoint" : "encoder-earlier.checkpoint");
    }

    /// <summary>The sessions of two clicks and more: others have nothing to learn or ask.</summary>
    private static EncoderSequences Sequences(SessionLog log, int firstSession)
    {
        var (starts, rows, times) = (new List<int> { 0 }, new List<int>(log.Clicks), new List<long>(log.Clicks));
        for (var session = firstSession; session < log.Sessions; session++)
        {
            if (log.LengthOf(session) > 1)
            {
                rows.AddRange(log.RowsOf(session));
                times.AddRange(log.TimesOf(session));
                starts.Add(rows.Count);
            }
        }

        return new EncoderSequences(
            log.Items, starts.ToArray(), rows.ToArray(), log.Timed ? times.ToArray() : Array.Empty<long>());
    }
}
