using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Cells;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class CellSearchTests
{
    private const int Dimensions = 24;
    private const int Best = 100;

    [Fact]
    public void Of_vectors_with_structure_a_part_of_the_cells_holds_what_is_asked_for()
    {
        var (rows, queries) = (Vectors(seed: 1, 20_000), Vectors(seed: 2, 60));
        var matrix = LevelMatrix.Of(rows, Dimensions);
        var cells = LevelCells.Of(matrix, 0.98);
        var panels = PanelCells.Of(20_000, Dimensions, (row, vector) => rows.AsSpan(row * Dimensions, Dimensions).CopyTo(vector), 0.98);

        cells.Tuning.Cells.ShouldBeLessThan(cells.Cells.Count / 2);
        panels.Tuning.Cells.ShouldBeLessThan(panels.Cells.Count / 2);
        cells.Tuning.Recall.ShouldBeGreaterThanOrEqualTo(0.98);
        Recall(cells, matrix, queries).ShouldBeGreaterThanOrEqualTo(0.98);
        Recall(panels, queries).ShouldBeGreaterThanOrEqualTo(0.98);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(130)]
    [InlineData(9_000)]
    public void All_cells_together_give_the_rows_and_scores_of_a_search_without_cells(int items)
    {
        var (rows, queries) = (Vectors(seed: 3, items), Vectors(seed: 4, 5));
        var matrix = LevelMatrix.Of(rows, Dimensions);
        var cells = LevelCells.Of(matrix, 0.98);
        var (inCells, all) = (cells.Open(Best), new LevelSearch(matrix, 1, Best));
        for (var query = 0; query < 5; query++)
        {
            var own = queries.AsSpan(query * Dimensions, Dimensions);
            all.Queries.Set(0, own);
            all.Begin(0, float.NegativeInfinity, slack: 0);
            all.Run(1);

            Ordered(inCells.Find(own, cells.Cells.Count)).ShouldBe(Ordered(all.Found(0)));
        }
    }

    [Fact]
    public void Cells_pay_for_items_that_have_neighbours_and_not_for_items_that_lie_anywhere()
    {
        var neighbours = LevelCells.Of(LevelMatrix.Of(Vectors(seed: 7, 20_000), Dimensions), 0.98);
        var anywhere = LevelCells.Of(LevelMatrix.Of(ModelSamples.Floats(new Random(8), 20_000 * Dimensions), Dimensions), 0.9999);

        neighbours.Tuning.Pays(neighbours.Cells).ShouldBeTrue();
        anywhere.Tuning.Pays(anywhere.Cells).ShouldBeFalse();
    }

    [Fact]
    public void The_same_items_stand_in_the_same_cells_and_each_in_one()
    {
        var rows = Vectors(seed: 5, 3_000);
        var (one, two) = (Cells(), Cells());

        PlacesOf(one).ShouldBe(PlacesOf(two));
        PlacesOf(one).Where(row => row >= 0).Order().ShouldBe(Enumerable.Range(0, 3_000));

        ItemCells Cells() =>
            CellBuilder.Build(3_000, Dimensions, (row, vector) => rows.AsSpan(row * Dimensions, Dimensions).CopyTo(vector));

        static IEnumerable<int> PlacesOf(ItemCells cells) => Enumerable.Range(0, cells.Places).Select(cells.RowAt);
    }

    [Fact]
    public void Items_that_are_all_alike_are_found_too()
    {
        float[] vector = Vectors(seed: 6, 1);
        float[] rows = [.. Enumerable.Repeat(vector, 2_000).SelectMany(row => row)];
        var cells = LevelCells.Of(LevelMatrix.Of(rows, Dimensions), 0.98);

        Ordered(cells.Open(Best).Find(vector, cells.Tuning.Cells)).Length.ShouldBe(Best);
    }

    private static double Recall(LevelCells cells, LevelMatrix matrix, float[] queries)
    {
        var (inCells, all) = (cells.Open(Best), new LevelSearch(matrix, 1, Best));
        return Share(queries, query =>
        {
            all.Queries.Set(0, query);
            all.Begin(0, float.NegativeInfinity, slack: 0);
            all.Run(1);
            return (Ordered(inCells.Find(query, cells.Tuning.Cells)), Ordered(all.Found(0)));
        });
    }

    private static double Recall(PanelCells cells, float[] queries)
    {
        var search = cells.Open(Best);
        return Share(queries, query => (search.Find(query, cells.Tuning.Cells).ToArray(), search.Find(query, cells.Cells.Count).ToArray()));
    }

    private static double Share(float[] queries, Func<float[], (ulong[] Found, ulong[] Asked)> find)
    {
        var (common, asked) = (0, 0);
        foreach (var query in queries.Chunk(Dimensions))
        {
            var (found, all) = find(query);
            common += found.Intersect(all).Count();
            asked += all.Length;
        }

        return common / (double)asked;
    }

    private static ulong[] Ordered(Span<ulong> keys) => keys[..ScoredRow.Order(keys, Best)].ToArray();

    /// <summary>Vectors around fifty directions of their own lengths, the same for every seed.</summary>
    private static float[] Vectors(int seed, int count)
    {
        var directions = ModelSamples.Floats(new Random(99), 50 * Dimensions);
        var random = new Random(seed);
        var values = ModelSamples.Floats(random, count * Dimensions);
        for (var row = 0; row < count; row++)
        {
            var direction = random.Next(50) * Dimensions;
            for (var k = 0; k < Dimensions; k++)
            {
                values[(row * Dimensions) + k] = directions[direction + k] + (0.35f * values[(row * Dimensions) + k]);
            }
        }

        return values;
    }
}
