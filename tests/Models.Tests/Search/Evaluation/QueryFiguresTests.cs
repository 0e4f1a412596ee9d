using StreamReco.Models.Data;
using StreamReco.Models.Search.Evaluation;

namespace StreamReco.Models.Tests.Search.Evaluation;

public sealed class QueryFiguresTests
{
    private static readonly Dictionary<string, int> _ratings = new() { ["a"] = 3, ["b"] = 0, ["c"] = 2, ["d"] = 1 };

    [Fact]
    public void The_ideal_list_has_the_figure_1() =>
        QueryFigures.Of(["a", "c", "d", "b"], _ratings).ShouldBe(new QueryFigures(true, 1, 1, 1, 0, 1, false));

    [Fact]
    public void An_unjudged_item_costs_its_place_and_is_left_out_of_the_condensed_list()
    {
        var figures = QueryFigures.Of(["x", "a", "c", "d"], _ratings);
        var ideal = 7 + (3 / Math.Log2(3)) + (1 / Math.Log2(4));
        figures.Ndcg.ShouldBe(((7 / Math.Log2(3)) + (3 / Math.Log2(4)) + (1 / Math.Log2(5))) / ideal, 1e-12);
        figures.Condensed.ShouldBe(1, 1e-12);
        figures.ReciprocalRank.ShouldBe(0.5);
        figures.Unjudged.ShouldBe(0.25);
    }

    [Fact]
    public void A_query_without_a_good_item_counts_for_nothing_but_emptiness()
    {
        var figures = new SearchFigures(
            [QueryFigures.Of([], new Dictionary<string, int> { ["b"] = 0 }), QueryFigures.Of(["a"], _ratings)]).ByName();
        figures["zero"].ShouldBe(1);
        figures["MRR@10"].ShouldBe(1);
    }

    [Fact]
    public void A_paired_difference_of_one_sign_excludes_0_and_NaN_is_left_out()
    {
        var difference = PairedBootstrap.Of([0.5, 0.6, 0.9, double.NaN], [0.4, 0.5, 0.7, 0.1], 1);
        difference.Mean.ShouldBe(0.4 / 3, 1e-9);
        difference.Low.ShouldBeGreaterThan(0);
        difference.BetterShare.ShouldBe(1);
    }

    [Fact]
    public void Judgments_are_read_with_quotes_and_a_wrong_rating_names_its_line()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "query,docid,rating\n\"a, \"\"b\"\"\",i1,3\nc,i2,0\n");
        var read = JudgedQueries.Read(path);
        read.Select(query => query.Query).ShouldBe(["a, \"b\"", "c"]);
        read[0].Ratings["i1"].ShouldBe(3);
        File.WriteAllText(path, "query,docid,rating\nc,i2,good\n");
        Should.Throw<DataFileException>(() => JudgedQueries.Read(path)).Message.ShouldContain("line 2: the rating is 'good'");
        File.WriteAllText(path, "query,rating\nc,1\n");
        Should.Throw<DataFileException>(() => JudgedQueries.Read(path)).Message.ShouldContain("needs the column 'docid'");
        File.Delete(path);
    }
}
