using StreamReco.Models.Encoder;

namespace StreamReco.Models.Training.Encoder;

/// <summary>
/// Trains a session encoder by a softmax over shared negatives at every position (the loss that made self-attention
/// strong: Klenitskiy and Vasilev, "Turning Dross Into Gold Loss: is BERT4Rec really better than SASRec?", 2023;
/// Petrov and Macdonald, "gSASRec", 2023).
/// </summary>
/// <remarks>
/// The result has the same bits for the same sequences, settings and seed, whatever the number of threads and
/// interruptions, on processors of one kind.
/// </remarks>
public sealed class EncoderTrainer(TimeProvider time)
{
    private const int WarmUpSteps = 100;

    /// <summary>The trained encoder: the best epoch where there is a validation part, else the last.</summary>
    /// <param name="sequences">Training sessions, oldest first; at least one of two clicks.</param>
    /// <param name="settings">Hyper-parameters.</param>
    /// <param name="validation">Judges every epoch and stops early; null trains all epochs.</param>
    /// <param name="checkpointPath">File that holds the state after each epoch; a later call goes on from it. Null
    /// for none.</param>
    /// <param name="progress">Receives every batch; null for none.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="ArgumentException">There is nothing to train on.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged or of another training.</exception>
    public EncoderTraining Train(
        EncoderSequences sequences,
        EncoderSettings settings,
        EncoderValidation? validation = null,
        string? checkpointPath = null,
        IProgress<EncoderProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        settings.Validate();
        var sessions = new TrainingSessions(sequences, settings);
        if (sessions.Positions == 0)
        {
            throw new ArgumentException("No session has two clicks: there is nothing to train on.", nameof(sequences));
        }

        var parallel = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads,
        };
        var run = new EncoderRun(sequences, sessions, settings, validation, parallel, time, progress);
        var checkpoint = checkpointPath is null ? null : new EncoderCheckpoint(checkpointPath, sequences, settings);
        checkpoint?.Restore(run.State);
        while (run.HasNext)
        {
            run.NextEpoch(WarmUpSteps);
            checkpoint?.Save(run.State);
        }

        return run.Result();
    }
}
