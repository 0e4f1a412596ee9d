using System.Numerics.Tensors;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Training.Ranker;

/// <summary>
/// Trains the ranker by Adam on the softmax over each query's candidates: some networks apart, each kept at the round that
/// is best on its held-out queries, and their mean.
/// </summary>
/// <remarks>
/// A batch is cut into a fixed number of slices whose gradients are added in their order: the result has the same bits
/// whatever the number of threads.
/// </remarks>
public sealed class RankerTrainer(RankerSettings settings)
{
    private const int Slices = 8;

    /// <summary>Between the seeds of two networks: large, so that those of neighbouring seeds share none.</summary>
    private const int SeedStep = 1_000_003;

    private readonly RankerSettings _settings = settings;

    /// <summary>The mean of the networks, each at its best, and what they came to on what was held out, on average.</summary>
    /// <param name="examples">Queries in the order of their time.</param>
    /// <param name="progress">Receives each round; null for none.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="ArgumentException">There is no query to learn from.</exception>
    public (RankerModel Model, RankerEpoch Best) Train(
        RankExamples examples, IProgress<RankerEpoch>? progress, CancellationToken cancellationToken)
    {
        if (examples.Count == 0)
        {
            throw new ArgumentException("No query has its answer among its candidates.", nameof(examples));
        }

        var scaling = FeatureScaling.Of(examples, examples.Count);
        var candidatesMax = Enumerable.Range(0, examples.Count).Max(examples.CandidatesOf);
        RankerGradient[] slices =
            [.. Enumerable.Range(0, Slices).Select(_ => new RankerGradient(examples, scaling, _settings.Hidden, candidatesMax))];
        var (models, bests) = (new List<RankerModel>(), new List<RankerEpoch>());
        for (var member = 0; member < _settings.Members; member++)
        {
            var (weights, best) = TrainMember(member, examples, slices, progress, cancellationToken);
            models.Add(weights.Unscaled(scaling));
            bests.Add(best);
        }

        return (RankerModel.MeanOf(models), RankerEpoch.MeanOf(bests));
    }

    private (RankerWeights Weights, RankerEpoch Best) TrainMember(
        int member,
        RankExamples examples,
        RankerGradient[] slices,
        IProgress<RankerEpoch>? progress,
        CancellationToken cancellationToken)
    {
        var (from, to) = HeldOut(member, examples.Count);
        var seed = unchecked(_settings.Seed + (member * SeedStep));
        var weights = RankerWeights.Initial(examples.Features, _settings.Hidden, seed);
        int[] queries = [.. Enumerable.Range(0, from), .. Enumerable.Range(to, examples.Count - to)];
        var round = new Round(this, weights, slices, queries, new Random(seed), cancellationToken);
        var best = (Weights: weights.All.ToArray(), Epoch: new RankerEpoch(0, 0, 0, double.PositiveInfinity, 0, 0));
        for (var epoch = 1; epoch <= _settings.EpochsMax && epoch - best.Epoch.Epoch <= _settings.Patience; epoch++)
        {
            var loss = round.Run(epoch);
            var judged = Judge(weights, slices, from, to, new RankerEpoch(epoch, _settings.EpochsMax, loss, loss, 0, 0));
            var done = (member * _settings.EpochsMax) + epoch;
            progress?.Report(judged with { Epoch = done, Epochs = _settings.Members * _settings.EpochsMax });
            if (judged.HeldOutLoss < best.Epoch.HeldOutLoss)
            {
                best = (weights.All.ToArray(), judged);
            }
        }

        best.Weights.CopyTo(weights.All, 0);
        return (weights, best.Epoch);
    }

    /// <summary>The queries that a network does not learn from; at least one is left to it.</summary>
    private (int From, int To) HeldOut(int member, int count)
    {
        var size = Math.Min((int)(count * _settings.HeldOutShare), count - 1);
        var end = count - (size == 0 ? 0 : member % (count / size) * size);
        return (end - size, end);
    }

    private ParallelOptions Threads(CancellationToken cancellationToken) => new()
    {
        CancellationToken = cancellationToken,
        MaxDegreeOfParallelism = _settings.Threads == 0 ? Environment.ProcessorCount : _settings.Threads,
    };

    private RankerEpoch Judge(RankerWeights weights, RankerGradient[] slices, int from, int to, RankerEpoch epoch)
    {
        if (from == to)
        {
            return epoch;
        }

        var sums = new (double Loss, double Hits, double Reciprocals)[Slices];
        Parallel.For(0, Slices, Threads(CancellationToken.None), slice =>
        {
            for (var query = from + slice; query < to; query += Slices)
            {
                var (loss, rank) = slices[slice].Judge(weights, query);
                ref var sum = ref sums[slice];
                sum.Loss += loss;
                sum.Hits += rank <= 20 ? 1 : 0;
                sum.Reciprocals += rank <= 20 ? 1.0 / rank : 0;
            }
        });
        double count = to - from;
        return epoch with
        {
            HeldOutLoss = sums.Sum(sum => sum.Loss) / count,
            HitRate20 = sums.Sum(sum => sum.Hits) / count,
            ReciprocalRank20 = sums.Sum(sum => sum.Reciprocals) / count,
        };
    }

    /// <summary>One pass over the shuffled queries after the other.</summary>
    private sealed class Round(
        RankerTrainer trainer,
        RankerWeights weights,
        RankerGradient[] slices,
        int[] queries,
        Random random,
        CancellationToken cancellationToken)
    {
        private readonly AdamOptimizer _adam = new(weights.All.Length);
        private readonly double[] _losses = new double[Slices];

        /// <summary>The mean loss of the pass.</summary>
        public double Run(int epoch)
        {
            var hyper = trainer._settings;
            random.Shuffle(queries);
            Array.Clear(_losses);
            for (var start = 0; start < queries.Length; start += hyper.Batch)
            {
                var count = Math.Min(hyper.Batch, queries.Length - start);
                Accumulate(start, count);
                var done = (epoch - 1 + ((double)start / queries.Length)) / hyper.EpochsMax;
                Step(count, hyper.LearningRate * (float)(0.5 * (1 + Math.Cos(Math.PI * done))));
            }

            return _losses.Sum() / queries.Length;
        }

        private void Accumulate(int start, int count) =>
            Parallel.For(0, Slices, trainer.Threads(cancellationToken), slice =>
            {
                var gradient = slices[slice];
                Array.Clear(gradient.Sum.All);
                for (var i = start + slice; i < start + count; i += Slices)
                {
                    _losses[slice] += gradient.Add(weights, queries[i]);
                }
            });

        private void Step(int count, float rate)
        {
            var sum = slices[0].Sum.All.AsSpan();
            foreach (var slice in slices.AsSpan(1))
            {
                TensorPrimitives.Add(sum, slice.Sum.All, sum);
            }

            TensorPrimitives.Divide(sum, count, sum);
            _adam.Step(weights.All, sum, rate);
        }
    }
}
