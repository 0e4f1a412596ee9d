using StreamReco.Models.Items;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Training;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Training;

public sealed class IalsTrainerTests
{
    private static readonly TrainingSettings _settings = new()
    {
        Dimensions = 6,
        UnobservedWeight = 0.05f,
        Regularization = 0.2f,
        Epochs = 5,
        Threads = 1,
    };

    [Fact]
    public void A_user_s_factors_are_the_online_vector_of_the_same_interactions()
    {
        var cells = RandomCells(rows: 300, columns: 40, seed: 3);
        var factors = Train(cells, _settings);
        var space = new ItemSpace([.. Enumerable.Range(0, 40).Select(i => $"i{i}")], factors.Columns, 6, factors.Prior, 1);
        for (var row = 0; row < cells.Rows; row++)
        {
            var vector = OnlineVector.Empty(space);
            for (var i = 0; i < cells.IndicesOf(row).Length; i++)
            {
                vector.Add(space.Factor(cells.IndicesOf(row)[i]), cells.WeightsOf(row)[i]);
            }

            for (var k = 0; k < 6; k++)
            {
                vector.Values[k].ShouldBe(factors.Rows[(row * 6) + k], 2e-4f);
            }
        }
    }

    [Fact]
    public void The_loss_falls_with_every_epoch()
    {
        var losses = new LossRecorder();
        new IalsTrainer(_settings with { Epochs = 8 }, TimeProvider.System, losses, CancellationToken.None)
            .Train(RandomCells(300, 40, 3));
        losses.Losses.Count.ShouldBe(8);
        losses.Losses.Zip(losses.Losses.Skip(1)).ShouldAllBe(pair => pair.Second < pair.First);
    }

    [Fact]
    public void The_loss_is_the_sum_over_all_pairs()
    {
        var cells = RandomCells(30, 10, 5);
        var factors = Train(cells, _settings);
        var expected = 0.0;
        for (var row = 0; row < cells.Rows; row++)
        {
            var x = factors.Rows.AsSpan(row * 6, 6);
            expected += _settings.Regularization * Dot(x, x);
            for (var column = 0; column < cells.Columns; column++)
            {
                var score = Dot(x, factors.Columns.AsSpan(column * 6, 6));
                var cell = cells.IndicesOf(row).IndexOf(column);
                expected += _settings.UnobservedWeight * score * score;
                expected += cell < 0 ? 0 : cells.WeightsOf(row)[cell] * (1 - score) * (1 - score);
            }
        }

        factors.Loss.ShouldBe(expected, 1e-3 * expected);
    }

    [Fact]
    public void The_result_has_the_same_bits_for_any_number_of_threads()
    {
        var cells = RandomCells(5000, 300, 4);
        var one = Train(cells, _settings);
        var four = Train(cells, _settings with { Threads = 4 });
        four.Columns.ShouldBe(one.Columns);
        four.Rows.ShouldBe(one.Rows);
        four.Prior.ShouldBe(one.Prior);
        four.Loss.ShouldBe(one.Loss);
        Train(cells, _settings with { Seed = 2 }).Columns.ShouldNotBe(one.Columns);
    }

    [Fact]
    public void The_prior_is_the_inverse_of_the_final_precision()
    {
        var factors = Train(RandomCells(300, 40, 3), _settings);
        for (var i = 0; i < 6; i++)
        {
            for (var j = 0; j < 6; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < 6; k++)
                {
                    sum += Precision(factors.Columns, i, k) * factors.Prior[Packed(k, j)];
                }

                sum.ShouldBe(i == j ? 1 : 0, 1e-3);
            }
        }
    }

    [Fact]
    public void A_cancelled_training_stops()
    {
        using var cancelled = new CancellationTokenSource();
        var progress = new CancelAtFirstReport(cancelled);
        Should.Throw<OperationCanceledException>(
            () => new IalsTrainer(_settings, TimeProvider.System, progress, cancelled.Token).Train(RandomCells(300, 40, 3)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    public void The_packed_solve_solves(int d)
    {
        var random = new Random(d);
        var a = new float[PackedCholesky.Length(d)];
        for (var i = 0; i < d + 3; i++)
        {
            Gram.AddOuter(a, ModelSamples.Floats(random, d), 1f + i);
        }

        var b = ModelSamples.Floats(random, d);
        var x = b.ToArray();
        var l = a.ToArray();
        PackedCholesky.Factor(l, d);
        PackedCholesky.Solve(l, x);
        for (var i = 0; i < d; i++)
        {
            Enumerable.Range(0, d).Sum(j => (double)a[Packed(i, j)] * x[j]).ShouldBe(b[i], 2e-2);
        }
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused() =>
        Should.Throw<InvalidOperationException>(() => PackedCholesky.Factor([1f, 2f, 1f], 2)).Message.ShouldContain("regularization");

    private static IalsFactors Train(SparseMatrix cells, TrainingSettings settings) =>
        new IalsTrainer(settings, TimeProvider.System, null, CancellationToken.None).Train(cells);

    /// <summary>Two groups of users who like one half of the items each, with some noise.</summary>
    private static SparseMatrix RandomCells(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var builder = new SparseMatrixBuilder(columns);
        for (var row = 0; row < rows; row++)
        {
            for (var i = random.Next(1, 8); i > 0; i--)
            {
                var column = random.Next(columns / 2) + (random.Next(10) == 0 ? random.Next(columns / 2) : row % 2 * (columns / 2));
                builder.Add(column, random.Next(1, 4));
            }

            builder.EndRow();
        }

        return builder.Build();
    }

    private static int Packed(int i, int j) => PackedCholesky.Length(Math.Max(i, j)) + Math.Min(i, j);

    private static double Precision(float[] y, int i, int j)
    {
        var sum = i == j ? (double)_settings.Regularization : 0;
        for (var row = 0; row < y.Length; row += 6)
        {
            sum += (double)_settings.UnobservedWeight * y[row + i] * y[row + j];
        }

        return sum;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    private sealed class LossRecorder : IProgress<TrainingProgress>
    {
        public List<double> Losses { get; } = [];

        public void Report(TrainingProgress value)
        {
            if (value.Phase == "done")
            {
                Losses.Add(value.Loss);
            }
        }
    }

    private sealed class CancelAtFirstReport(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => source.Cancel();
    }
}
