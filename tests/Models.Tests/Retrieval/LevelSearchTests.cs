using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class LevelSearchTests
{
    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(64, 8, 10)]
    [InlineData(257, 7, 20)]
    [InlineData(5003, 128, 100)]
    public void The_best_rows_are_those_of_all_products_however_many_queries_share_a_pass(int rows, int dimensions, int best)
    {
        var random = new Random(3);
        var values = ModelSamples.Floats(random, rows * dimensions);
        var items = LevelMatrix.Of(values, dimensions);
        var queries = Enumerable.Range(0, 9).Select(_ => ModelSamples.Floats(random, dimensions)).ToArray();
        var expected = queries.Select(query => BestOf(values, dimensions, query, best)).ToArray();

        foreach (var count in (int[])[1, 2, 3, 4, 5, 9])
        {
            var search = new LevelSearch(items, queries.Length, best);
            Run(search, queries[..count]);

            for (var query = 0; query < count; query++)
            {
                var keys = search.Found(query);
                keys[..ScoredRow.Order(keys, best)].ToArray().ShouldBe(expected[query], $"query {query} of {count}");
            }
        }
    }

    [Fact]
    public void Equal_products_go_by_rising_row_also_where_all_are_equal()
    {
        const int rows = 3_000;
        var vector = ModelSamples.Floats(new Random(1), 8);
        float[] values = [.. Enumerable.Repeat(vector, rows).SelectMany(row => row)];
        var search = new LevelSearch(LevelMatrix.Of(values, 8), 1, 50);

        Run(search, [vector]);

        var keys = search.Found(0);
        keys = keys[..ScoredRow.Order(keys, 50)];
        keys.ToArray().Select(ScoredRow.RowOf).ShouldBe(Enumerable.Range(0, 50));
    }

    [Fact]
    public void With_a_slack_every_row_is_found_whose_upper_end_reaches_the_best_lower_ends()
    {
        const int rows = 2_000;
        const float slack = 900;
        var random = new Random(8);
        var (values, query) = (ModelSamples.Floats(random, rows * 16), ModelSamples.Floats(random, 16));
        var search = new LevelSearch(LevelMatrix.Of(values, 16), 1, 30);
        search.Queries.Set(0, query);
        search.Begin(0, float.NegativeInfinity, slack);
        search.Run(1);

        var found = search.Found(0).ToArray().Select(ScoredRow.RowOf).ToHashSet();

        var sums = SumsOf(values, 16, query);
        var least = sums.Select(row => (row.Sum - slack) * row.Scale).OrderDescending().ElementAt(29);
        for (var row = 0; row < rows; row++)
        {
            if ((sums[row].Sum + slack) * sums[row].Scale > least)
            {
                found.ShouldContain(row);
            }
        }

        found.Count.ShouldBeLessThan(rows / 2);
    }

    [Fact]
    public void A_key_keeps_row_and_score_and_orders_by_score_then_by_rising_row()
    {
        float[] scores = [float.NegativeInfinity, -3.5f, -1e-20f, 0, 1e-20f, 2, float.PositiveInfinity];
        var keys = scores.SelectMany(score => new[] { ScoredRow.Of(9, score), ScoredRow.Of(4, score) }).ToArray();

        keys.ShouldBe(keys.Order());
        keys.Select(ScoredRow.ScoreOf).ShouldBe(scores.SelectMany(score => new[] { score, score }));
        keys.Select(ScoredRow.RowOf).ShouldBe(scores.SelectMany(_ => new[] { 9, 4 }));
    }

    [Fact]
    public void The_best_of_scores_that_are_known_are_those_of_a_sort()
    {
        var random = new Random(6);
        var range = new BestRange(40);
        for (var round = 0; round < 20; round++)
        {
            float[] scores = [.. Enumerable.Range(0, random.Next(1, 5_000)).Select(_ => random.Next(200) / 7f)];
            var keys = range.Find(scores);
            var rows = keys[..ScoredRow.Order(keys, 40)].ToArray().Select(ScoredRow.RowOf);

            rows.ShouldBe(Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row]).ThenBy(row => row).Take(40));
        }
    }

    private static void Run(LevelSearch search, float[][] queries)
    {
        for (var query = 0; query < queries.Length; query++)
        {
            search.Queries.Set(query, queries[query]);
            search.Begin(query, float.NegativeInfinity, slack: 0);
        }

        search.Run(queries.Length);
    }

    private static ulong[] BestOf(float[] values, int dimensions, float[] query, int best)
    {
        var sums = SumsOf(values, dimensions, query);
        return [.. sums.Select((row, place) => ScoredRow.Of(place, row.Sum * row.Scale)).OrderDescending().Take(best)];
    }

    /// <summary>The products of levels, element by element, and the scales of the rows.</summary>
    private static (int Sum, float Scale)[] SumsOf(float[] values, int dimensions, float[] query)
    {
        var queries = new LevelQueries(1, dimensions);
        queries.Set(0, query);
        var (own, levels) = (queries.LevelsOf(0).ToArray(), new sbyte[dimensions]);
        return
        [
            .. values.Chunk(dimensions).Select(row =>
            {
                var scale = LevelMatrix.Quantize(row, levels);
                return (levels.Select((level, k) => level * own[k]).Sum(), scale);
            }),
        ];
    }
}
