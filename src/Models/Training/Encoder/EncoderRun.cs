using StreamReco.Models.Encoder;

namespace StreamReco.Models.Training.Encoder;

/// <summary>A training, epoch by epoch.</summary>
internal sealed class EncoderRun
{
    private readonly EncoderSequences _sequences;
    private readonly TrainingSessions _sessions;
    private readonly EncoderSettings _settings;
    private readonly EncoderValidator? _validator;
    private readonly ParallelOptions _parallel;
    private readonly TimeProvider _time;
    private readonly IProgress<EncoderProgress>? _progress;
    private readonly EncoderStep _step;
    private readonly long _started;
    private long _positions;

    public EncoderRun(
        EncoderSequences sequences,
        TrainingSessions sessions,
        EncoderSettings settings,
        EncoderValidation? validation,
        ParallelOptions parallel,
        TimeProvider time,
        IProgress<EncoderProgress>? progress)
    {
        (_sequences, _sessions, _settings, _parallel, _time, _progress) =
            (sequences, sessions, settings, parallel, time, progress);
        _validator = validation is null ? null : new EncoderValidator(validation, settings);
        State = new EncoderState(new EncoderWeights(settings, sequences.Items));
        var sampler = new NegativeSampler(sequences.Counts(), settings.NegativePower);
        _step = new EncoderStep(settings, State.Weights, sampler, parallel);
        _started = time.GetTimestamp();
    }

    public EncoderState State { get; }

    public bool HasNext => State.Epoch < _settings.Epochs
        && (_validator is null || _settings.Patience == 0 || State.Epoch - State.BestEpoch < _settings.Patience);

    public void NextEpoch(int warmUpSteps)
    {
        var epoch = State.Epoch;
        var order = _sessions.OrderOf(epoch);
        var (loss, weight, done) = (0.0, 0.0, 0L);
        for (int first = 0, step = 0; first < order.Length; step++)
        {
            _parallel.CancellationToken.ThrowIfCancellationRequested();
            var count = _sessions.BatchAt(order, first);
            var share = (epoch + ((double)done / _sessions.Positions)) / _settings.Epochs;
            var rate = _settings.LearningRate
                * (0.5 + (0.5 * Math.Cos(Math.PI * share)))
                * Math.Min(1, (State.Weights.Step + 1.0) / warmUpSteps);
            var batch = order.AsSpan(first, count);
            var result = _step.Run(_sessions, batch, epoch, step, (float)rate);
            (loss, weight, first) = (loss + result.Loss, weight + result.Weight, first + count);
            foreach (var session in batch)
            {
                done += _sessions.PositionsOf(session);
            }

            Report(epoch + 1, done, loss / weight);
        }

        _positions += done;
        (State.Epoch, State.Loss) = (epoch + 1, loss / weight);
        Judge();
        Report(epoch + 1, 0, State.Loss);
    }

    public EncoderTraining Result()
    {
        var best = _validator is not null && State.BestEpoch > 0;
        return best
            ? new EncoderTraining(
                Model(State.BestItemVectors, State.BestParameters), State.BestEpoch, State.BestLoss, State.BestFigures)
            : new EncoderTraining(
                Model(State.Weights.ItemVectors, State.Weights.Parameters), State.Epoch, State.Loss, null);
    }

    private void Judge()
    {
        if (_validator is null)
        {
            return;
        }

        var weights = State.Weights;
        var figures = _validator.Judge(
            new EncoderModel(_settings, _sequences.Items, weights.ItemUnits, weights.Parameters), _parallel);
        State.Figures = figures;
        if (State.BestEpoch == 0 || figures.Sum > State.BestFigures.Sum)
        {
            (State.BestEpoch, State.BestLoss, State.BestFigures) = (State.Epoch, State.Loss, figures);
            State.BestItemVectors = weights.ItemVectors.AsSpan().ToArray();
            State.BestParameters = weights.Parameters.AsSpan().ToArray();
        }
    }

    private EncoderModel Model(float[] itemVectors, float[] parameters)
    {
        var units = new float[itemVectors.Length];
        var d = _settings.Dimensions;
        for (var at = 0; at < units.Length; at += d)
        {
            UnitRows.Normalize(itemVectors.AsSpan(at, d), units.AsSpan(at, d));
        }

        return new EncoderModel(_settings, _sequences.Items, units, parameters);
    }

    private void Report(int epoch, long done, double loss)
    {
        var trained = _positions + done;
        var left = ((_settings.Epochs - epoch) * _sessions.Positions) + (done == 0 ? 0 : _sessions.Positions - done);
        TimeSpan? remaining = trained == 0 ? null : _time.GetElapsedTime(_started) * ((double)left / trained);
        _progress?.Report(new EncoderProgress(
            epoch, _settings.Epochs, done == 0 ? _sessions.Positions : done, _sessions.Positions, loss, State.Figures, remaining));
    }
}
