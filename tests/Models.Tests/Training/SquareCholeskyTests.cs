using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Tests.Training;

public sealed class SquareCholeskyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(15, 3)]
    [InlineData(16, 40)]
    [InlineData(17, 1)]
    [InlineData(32, 70)]
    [InlineData(33, 8)]
    [InlineData(50, 20)]
    public void A_solution_times_the_matrix_is_the_right_side(int dimensions, int outers)
    {
        var random = new Random(dimensions);
        var width = SquareCholesky.Width(dimensions);
        var packed = new double[dimensions * (dimensions + 1) / 2];
        for (int i = 0, row = 0; i < dimensions; row += ++i)
        {
            packed[row + i] = 0.5 + random.NextDouble();
        }

        var matrix = SquareCholesky.Unpack(packed, dimensions);
        var full = new double[dimensions, dimensions];
        for (int i = 0, row = 0; i < dimensions; row += ++i)
        {
            full[i, i] = packed[row + i];
        }

        for (var outer = 0; outer < outers; outer++)
        {
            var y = new float[width];
            ModelSamples.Floats(random, dimensions).CopyTo(y, 0);
            var weight = 0.1f + random.NextSingle();
            SquareCholesky.AddOuter(matrix, y, weight, dimensions);
            for (var i = 0; i < dimensions; i++)
            {
                for (var j = 0; j < dimensions; j++)
                {
                    full[i, j] += (double)weight * y[i] * y[j];
                }
            }
        }

        var b = new float[width];
        ModelSamples.Floats(random, dimensions).CopyTo(b, 0);
        var right = b.AsSpan().ToArray();
        SquareCholesky.Solve(matrix, b, new float[width], dimensions);
        for (var i = 0; i < dimensions; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < dimensions; j++)
            {
                sum += full[i, j] * b[j];
            }

            sum.ShouldBe(right[i], 2e-4, $"row {i}");
        }

        b[dimensions..].ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused()
    {
        var matrix = SquareCholesky.Unpack([1, 2, 1], 2);
        Should.Throw<InvalidOperationException>(() => SquareCholesky.Solve(matrix, new float[16], new float[16], 2));
    }

    [Fact]
    public void The_lower_triangle_stands_on_both_sides()
    {
        var matrix = SquareCholesky.Unpack([1, 2, 3, 4, 5, 6], 3);
        matrix[..3].ShouldBe([1, 2, 4]);
        matrix[16..19].ShouldBe([2, 3, 5]);
        matrix[32..35].ShouldBe([4, 5, 6]);
    }
}
