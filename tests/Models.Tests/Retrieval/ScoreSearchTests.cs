using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Tests.Retrieval;

public sealed unsafe class ScoreSearchTests
{
    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(64, 8, 10)]
    [InlineData(257, 7, 20)]
    [InlineData(5003, 33, 100)]
    [InlineData(5003, 16, 700)]
    public void The_best_rows_are_those_of_all_products_however_many_queries_share_a_pass(int rows, int dimensions, int best)
    {
        var random = new Random(3);
        var columns = ModelSamples.Floats(random, rows * dimensions);
        var items = new PanelMatrix(rows, dimensions, columns);
        var queries = Enumerable.Range(0, 9).Select(_ => ModelSamples.Floats(random, dimensions)).ToArray();
        var expected = queries.Select(query => BestOf(ProductsOf(columns, rows, query), best)).ToArray();

        foreach (var count in (int[])[1, 2, 3, 4, 5, 9])
        {
            var search = new ScoreSearch(items, queries.Length, best);
            Run(search, queries[..count]);

            for (var query = 0; query < count; query++)
            {
                search.Found(query).ToArray().ShouldBe(expected[query], $"query {query} of {count}");
            }
        }
    }

    [Fact]
    public void Equal_products_go_by_rising_row_also_where_all_are_equal()
    {
        const int rows = 3_000;
        float[] columns = [.. Enumerable.Repeat(0.5f, rows), .. Enumerable.Repeat(-2f, rows)];
        var search = new ScoreSearch(new PanelMatrix(rows, 2, columns), 1, 50);

        Run(search, [[1, 0.1f]]);

        search.Found(0).ToArray().Select(ScoredRow.RowOf).ShouldBe(Enumerable.Range(0, 50));
    }

    [Fact]
    public void Rows_without_a_score_are_not_found_and_stand_among_all_scores()
    {
        float[] columns = [1, float.NaN, 3, float.NegativeInfinity, 5];
        var search = new ScoreSearch(new PanelMatrix(5, 1, columns), 1, 4);

        Run(search, [[1]]);

        search.Found(0).ToArray().Select(ScoredRow.RowOf).ShouldBe([4, 2, 0]);
        search.ScoresOf(0).ShouldBe(columns);
    }

    [Fact]
    public void Products_have_the_same_bits_in_every_width_of_the_processor()
    {
        const int columns = 37;
        var random = new Random(5);
        var values = ModelSamples.Floats(random, PanelKernel.Panels * PanelKernel.Rows * columns);
        var matrix = new PanelMatrix(PanelKernel.Panels * PanelKernel.Rows, columns, values);
        var queries = ModelSamples.Floats(random, PanelKernel.Queries * columns);
        var (wide, half, four) = (new float[128], new float[128], new float[4 * 32]);
        fixed (float* own = queries, a = wide, b = half, c = four)
        {
            PanelKernel.OneWide(matrix.PanelAt(0), columns, own, a);
            for (var panel = 0; panel < PanelKernel.Panels; panel++)
            {
                PanelKernel.OneHalf(matrix.PanelAt(panel), columns, own, b + (panel * 32));
            }

            half.ShouldBe(wide);
            PanelKernel.FourWide(matrix.PanelAt(0), columns, own, c, 32);
            PanelKernel.FourHalf(matrix.PanelAt(0), columns, own, a, 32);
            PanelKernel.FourHalf(matrix.PanelAt(0) + 16, columns, own, a + 16, 32);
        }

        wide.ShouldBe(four);
        four[..32].ShouldBe(half[..32]);
        four[..32].ShouldBe(ProductsOf(values, 128, queries[..columns])[..32]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(513)]
    public void Different_values_are_sorted_by_falling_size(int count)
    {
        ulong[] values = [.. Enumerable.Range(0, count).Select(i => (ulong)i << 40)];
        new Random(2).Shuffle(values);
        var sorted = new ulong[count + 3];

        LargestFirst.Sort(values, sorted);

        sorted[..count].ShouldBe(values.OrderDescending());
    }

    private static void Run(ScoreSearch search, float[][] queries)
    {
        for (var query = 0; query < queries.Length; query++)
        {
            queries[query].CopyTo(search.Query(query));
        }

        search.Run(queries.Length);
    }

    private static float[] ProductsOf(float[] columns, int rows, float[] query) =>
        [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, query.Length).Aggregate(
            0f, (sum, k) => MathF.FusedMultiplyAdd(columns[(k * rows) + row], query[k], sum)))];

    private static ulong[] BestOf(float[] scores, int best) =>
        [.. scores.Select((score, row) => ScoredRow.Of(row, score)).OrderDescending().Take(best)];
}
