using System.Numerics.Tensors;
using StreamReco.Models.Encoder;

namespace StreamReco.Models.Training.Encoder;

/// <summary>One step of training: a batch, cut into a fixed number of parts that run in parallel.</summary>
internal sealed class EncoderStep
{
    /// <summary>
    /// Parts of a batch, and the most threads that help: each prepares the weights for itself, so that more parts
    /// cost more.
    /// </summary>
    private const int Shards = 4;

    private readonly EncoderSettings _settings;
    private readonly EncoderWeights _weights;
    private readonly NegativeSampler _sampler;
    private readonly ParallelOptions _parallel;
    private readonly EncoderShard[] _shards;
    private readonly Negatives _negatives;
    private readonly ItemGradients _items;
    private readonly bool _all;

    public EncoderStep(
        EncoderSettings settings, EncoderWeights weights, NegativeSampler sampler, ParallelOptions parallel)
    {
        (_settings, _weights, _sampler, _parallel) = (settings, weights, sampler, parallel);
        _shards = [.. Enumerable.Range(0, Shards).Select(_ => new EncoderShard(settings))];
        _negatives = new Negatives(weights.Items, settings.Dimensions);
        _items = new ItemGradients(weights.Items, settings.Dimensions);
        _all = settings.Negatives >= weights.Items;
        if (_all)
        {
            _negatives.TakeAll();
        }
    }

    /// <summary>Takes one step.</summary>
    /// <param name="sessions">The epoch's sessions.</param>
    /// <param name="batch">The sessions of the batch.</param>
    /// <param name="epoch">From 0, with <paramref name="step"/> the place that random draws are a function of.</param>
    /// <param name="step">From 0 in the epoch.</param>
    /// <param name="rate">Step size.</param>
    /// <returns>Σ weight·loss and Σ weight.</returns>
    public (double Loss, double Weight) Run(
        TrainingSessions sessions, ReadOnlySpan<int> batch, int epoch, int step, float rate)
    {
        var weight = Distribute(sessions, batch);
        if (!_all)
        {
            _sampler.Draw(new SeededBits(_settings.Seed, epoch, step, -1), _settings.Negatives, _negatives);
        }

        _negatives.Load(_weights.ItemUnits);
        var scale = (float)(1 / weight);
        Parallel.For(0, Shards, _parallel, part =>
            _shards[part].Run(_weights, _negatives, new SeededBits(_settings.Seed, epoch, step, part), scale));
        Update(AdamState.CorrectedRate(rate, ++_weights.Step));
        return (_shards.Sum(shard => shard.Loss), weight);
    }

    private double Distribute(TrainingSessions sessions, ReadOnlySpan<int> batch)
    {
        var total = 0;
        foreach (var session in batch)
        {
            total += sessions.PositionsOf(session);
        }

        var (weight, done, next) = (0.0, 0, 0);
        for (var part = 0; part < Shards; part++)
        {
            var packed = _shards[part].Sessions;
            packed.Clear();
            while (next < batch.Length && (done < (long)total * (part + 1) / Shards || part == Shards - 1))
            {
                done += sessions.PositionsOf(batch[next]);
                weight += sessions.Pack(batch[next++], packed);
            }
        }

        return weight;
    }

    private void Update(float rate)
    {
        var gradient = _shards[0].Gradients;
        foreach (var shard in _shards.AsSpan(1))
        {
            TensorPrimitives.Add(gradient, shard.Gradients, gradient);
        }

        _weights.ParameterMoments.Step(_weights.Parameters, gradient, 0, rate);
        _items.Collect(_shards, _negatives, _parallel);
        const int block = 256;
        Parallel.For(0, (_items.Items.Count + block - 1) / block, _parallel, part =>
        {
            var end = Math.Min((part + 1) * block, _items.Items.Count);
            for (var place = part * block; place < end; place++)
            {
                _weights.StepItem(_items.Items[place], _items.At(place), rate);
            }
        });
    }
}
