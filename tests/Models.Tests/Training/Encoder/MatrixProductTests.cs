using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Tests.Training.Encoder;

public sealed class MatrixProductTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(12, 8, 32)]
    [InlineData(13, 7, 33)]
    [InlineData(97, 256, 31)]
    [InlineData(200, 600, 70)]
    public void A_product_is_the_sum_that_it_should_be_in_every_form(int rows, int depth, int columns)
    {
        var random = new Random(rows);
        var (a, b) = (ModelSamples.Floats(random, rows * depth), ModelSamples.Floats(random, depth * columns));
        var expected = Product(a, b, rows, depth, columns);
        var (product, right, c) = (new MatrixProduct(), new GemmRight(), new float[rows * columns]);

        right.Pack(b, depth, columns);
        product.Multiply(a, rows, right, c);
        ShouldBeClose(c, expected, 1);

        product.Multiply(a, rows, right, c, add: true);
        ShouldBeClose(c, expected, 2);

        right.PackTransposed(Transposed(b, depth, columns), depth, columns);
        product.MultiplyTransposed(Transposed(a, rows, depth), rows, right, c);
        ShouldBeClose(c, expected, 1);
    }

    [Fact]
    public void A_row_has_the_same_bits_alone_and_among_others()
    {
        const int rows = 40, depth = 300, columns = 50;
        var random = new Random(5);
        var a = ModelSamples.Floats(random, rows * depth);
        var (product, right) = (new MatrixProduct(), new GemmRight());
        right.Pack(ModelSamples.Floats(random, depth * columns), depth, columns);
        var (together, alone) = (new float[rows * columns], new float[columns]);
        product.Multiply(a, rows, right, together);
        for (var row = 0; row < rows; row++)
        {
            product.Multiply(a.AsSpan(row * depth, depth), 1, right, alone);
            alone.ShouldBe(together[(row * columns)..((row + 1) * columns)]);
        }
    }

    [Fact]
    public void Narrow_vectors_give_the_same_bits_as_wide_ones()
    {
        const int rows = 50, depth = 300, columns = 70;
        var random = new Random(9);
        var (a, right) = (ModelSamples.Floats(random, rows * depth), new GemmRight());
        right.Pack(ModelSamples.Floats(random, depth * columns), depth, columns);
        var (wide, narrow) = (new float[rows * columns], new float[rows * columns]);
        new MatrixProduct(wide: true).Multiply(a, rows, right, wide);
        new MatrixProduct(wide: false).Multiply(a, rows, right, narrow);
        narrow.ShouldBe(wide);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_shape_has_the_bits_of_chains_of_multiply_adds(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var (rows, depth, columns) = (random.Next(1, 60), random.Next(1, 300), random.Next(1, 100));
            var (a, b) = (ModelSamples.Floats(random, rows * depth), ModelSamples.Floats(random, depth * columns));
            var start = ModelSamples.Floats(random, rows * columns);
            var (plain, packed, turned) = (Chains(a, b, start, rows, depth, columns), new GemmRight(), new GemmRight());
            packed.Pack(b, depth, columns);
            turned.PackTransposed(Transposed(b, depth, columns), depth, columns);
            foreach (var wide in (bool[])[true, false])
            {
                var product = new MatrixProduct(wide);
                var c = start.AsSpan().ToArray();
                product.Continue(a, rows, packed, c);
                c.ShouldBe(plain, $"{rows}×{depth}×{columns}");

                start.CopyTo(c, 0);
                product.ContinueTransposed(Transposed(a, rows, depth), rows, turned, c);
                c.ShouldBe(plain, $"transposed {rows}×{depth}×{columns}");
            }
        }
    }

    private static double[] Product(float[] a, float[] b, int rows, int depth, int columns)
    {
        var c = new double[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                for (var k = 0; k < depth; k++)
                {
                    c[(row * columns) + column] += (double)a[(row * depth) + k] * b[(k * columns) + column];
                }
            }
        }

        return c;
    }

    private static float[] Chains(float[] a, float[] b, float[] start, int rows, int depth, int columns)
    {
        var c = start.AsSpan().ToArray();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                ref var sum = ref c[(row * columns) + column];
                for (var k = 0; k < depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(a[(row * depth) + k], b[(k * columns) + column], sum);
                }
            }
        }

        return c;
    }

    private static float[] Transposed(float[] matrix, int rows, int columns)
    {
        var result = new float[matrix.Length];
        for (var i = 0; i < matrix.Length; i++)
        {
            result[(i % columns * rows) + (i / columns)] = matrix[i];
        }

        return result;
    }

    private static void ShouldBeClose(float[] values, double[] expected, double times)
    {
        for (var i = 0; i < values.Length; i++)
        {
            ((double)values[i]).ShouldBe(times * expected[i], 1e-4, $"element {i}");
        }
    }
}
