using System.Numerics.Tensors;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Content;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Tests.Content;

public sealed class ContentSourceTests
{
    private const int Items = 200;

    private static readonly ContentSpace _content = ContentSamples.Fit(ContentSamples.Catalog(Items));

    [Fact]
    public void Neighbours_are_those_of_the_highest_cosine()
    {
        for (var row = 0; row < Items; row += 17)
        {
            var cosines = Enumerable.Range(0, Items).Where(other => other != row).Select(other => CosineOf(row, other));
            float[] best = [.. cosines.Where(cosine => cosine >= 0.1f).OrderDescending().Take(ContentNeighbours.CountMax)];
            var found = _content.Neighbours.CosinesOf(row).ToArray();

            found.Length.ShouldBe(best.Length);
            for (var i = 0; i < found.Length; i++)
            {
                found[i].ShouldBe(best[i], 1e-4f);
                CosineOf(row, _content.Neighbours.RowsOf(row)[i]).ShouldBe(found[i], 1e-5f);
            }
        }
    }

    [Fact]
    public void Each_score_is_explained_by_the_clicks_it_comes_from() => Prop.ForAll(
        Gen.Choose(0, Items - 1).NonEmptyListOf().ToArbitrary(),
        rows =>
        {
            var query = new SessionQuery { Rows = rows.ToArray(), TimesMs = new long[rows.Count], SessionStart = 0, AsOfMs = 0 };
            var (source, table) = (new ContentSource(_content), new ScoreTable(Items));
            source.Score(query, table);
            Span<int> places = stackalloc int[3];
            foreach (var row in table.Touched)
            {
                var count = source.Explain(query, row, places);
                if (table[row] <= 0 || count == 0 || !_content.Neighbours.RowsOf(rows[places[0]]).Contains(row))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_a_session_nothing_is_found()
    {
        var table = new ScoreTable(Items);
        new ContentSource(_content).Score(new SessionQuery { Rows = [], TimesMs = [], SessionStart = 0, AsOfMs = 0 }, table);
        table.Touched.Length.ShouldBe(0);
    }

    private static float CosineOf(int row, int other) =>
        TensorPrimitives.Dot(_content.VectorOf(row), _content.VectorOf(other));
}
