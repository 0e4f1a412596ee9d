using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Tests.Users;

public sealed class PaddedTriangleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(32)]
    [InlineData(65)]
    public void It_multiplies_and_subtracts_as_the_whole_matrix_does(int d)
    {
        var random = new Random(d);
        var packed = ModelSamples.Floats(random, d * (d + 1) / 2);
        var x = Padded(ModelSamples.Floats(random, d));
        var (matrix, y) = (new float[PaddedTriangle.Length(d)], new float[PaddedTriangle.Width(d)]);
        PaddedTriangle.Unpack(packed, d, matrix);

        PaddedTriangle.Multiply(matrix, x, y, d);
        PaddedTriangle.Subtract(matrix, x, 0.5f, d);

        for (var i = 0; i < d; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < d; j++)
            {
                sum += (double)packed[Place(i, j)] * x[j];
            }

            y[i].ShouldBe((float)sum, 1e-4f);
        }

        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                PaddedTriangle.Row(matrix, i)[j].ShouldBe(packed[Place(i, j)] - (0.5f * x[i] * x[j]), 1e-5f);
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(61)]
    public void Its_sums_have_the_order_of_one_row_after_the_other(int d)
    {
        var random = new Random(d);
        var x = Padded(ModelSamples.Floats(random, d));
        var (matrix, y) = (new float[PaddedTriangle.Length(d)], new float[PaddedTriangle.Width(d)]);
        PaddedTriangle.Unpack(ModelSamples.Floats(random, d * (d + 1) / 2), d, matrix);
        var (expected, rows) = (RowByRow(matrix, x, d), Packed(matrix, d));

        PaddedTriangle.Multiply(matrix, x, y, d);
        PaddedTriangle.Subtract(matrix, x, 0.3f, d);

        y[..d].ShouldBe(expected);
        Packed(matrix, d).ShouldBe([.. rows.Select((value, place) => MathF.FusedMultiplyAdd(-0.3f * x[RowOf(place)], x[place - Place(RowOf(place), 0)], value))]);
    }

    [Fact]
    public void What_fills_the_rows_up_stays_zero()
    {
        const int d = 11;
        var (matrix, v) = (new float[PaddedTriangle.Length(d)], Padded(ModelSamples.Floats(new Random(1), d)));
        PaddedTriangle.Subtract(matrix, v, 1f, d);

        var again = new float[matrix.Length];
        PaddedTriangle.Unpack(Packed(matrix, d), d, again);

        again.ShouldBe(matrix);
    }

    [Fact]
    public void A_packed_matrix_comes_back_bit_by_bit()
    {
        const int d = 32;
        var packed = ModelSamples.Floats(new Random(2), d * (d + 1) / 2);
        var matrix = new float[PaddedTriangle.Length(d)];

        PaddedTriangle.Unpack(packed, d, matrix);

        Packed(matrix, d).ShouldBe(packed);
        matrix.Length.ShouldBe(640);
    }

    [Fact]
    public void Sums_of_padded_vectors_are_those_of_the_plain_ones()
    {
        float[] x = Padded([1, 2, 3, 4, 5, 6, 7, 8, 9]), y = Padded([2, 2, 2, 2, 2, 2, 2, 2, 2]);
        PaddedTriangle.Dot(x, y).ShouldBe(90);
        PaddedTriangle.AddScaled(x, y, 0.5f);
        x[..9].ShouldBe([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }

    /// <summary>A·x: eight sums of a row side by side, and each column's sum by rising row.</summary>
    private static float[] RowByRow(float[] matrix, float[] x, int d)
    {
        var (columns, sums) = (new float[d], new float[d]);
        for (var i = 0; i < d; i++)
        {
            var lanes = new float[8];
            var row = PaddedTriangle.Row(matrix, i);
            for (var j = 0; j <= i; j++)
            {
                lanes[j % 8] = MathF.FusedMultiplyAdd(j < i ? row[j] : 0, x[j], lanes[j % 8]);
                columns[j] = MathF.FusedMultiplyAdd(row[j], x[i], columns[j]);
            }

            sums[i] = lanes[0] + lanes[4] + (lanes[2] + lanes[6]) + (lanes[1] + lanes[5] + (lanes[3] + lanes[7]));
        }

        return [.. columns.Zip(sums, (column, sum) => column + sum)];
    }

    private static int RowOf(int place)
    {
        var row = 0;
        while (Place(row + 1, 0) <= place)
        {
            row++;
        }

        return row;
    }

    private static float[] Packed(float[] matrix, int d) =>
        [.. Enumerable.Range(0, d).SelectMany(i => PaddedTriangle.Row(matrix, i).ToArray())];

    private static int Place(int i, int j) => i >= j ? (i * (i + 1) / 2) + j : Place(j, i);

    private static float[] Padded(float[] values)
    {
        var padded = new float[PaddedTriangle.Width(values.Length)];
        values.CopyTo(padded, 0);
        return padded;
    }
}
