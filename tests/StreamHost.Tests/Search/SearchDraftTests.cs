using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Interleaving;
using StreamReco.Models.Search.Ranking;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>Lists of a search that two arms draw together.</summary>
public sealed class SearchDraftTests
{
    private const int Items = 12;
    private const int PageSize = 6;

    private static readonly byte[] _salt = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_list_has_the_items_of_both_once_each_as_its_arm_found_it_and_its_id_says_whose_it_is(int seed)
    {
        var random = new Random(seed);
        for (var search = 0; search < 300; search++)
        {
            var (first, second) = (Ranking(random, 1), Ranking(random, 2));
            var draft = SearchDraft.Of(first, second, Items, _salt, $"q{search}");

            draft.Items.Select(item => item.ItemId).ShouldBeUnique();
            draft.Items.Count.ShouldBe(Math.Min(Items, first.Concat(second).Select(item => item.ItemId).Distinct().Count()));
            draft.Items.Take(Same(first, second)).ShouldAllBe(item => draft.Teams[item.ItemId] == Team.None);
            draft.Items.Skip(Same(first, second)).All(item => draft.Teams[item.ItemId] switch
            {
                Team.First => first.Contains(item),
                Team.Second => second.Contains(item),
                _ => false,
            }).ShouldBeTrue();
            var code = AnswerCode.CodeOf($"q{search}{draft.CodeOf(AnswerOf(draft), 0, PageSize, 1)}");
            foreach (var item in draft.Items.Take(PageSize))
            {
                AnswerCode.TeamOf(code, ShownList.HashOfItem(item.ItemId)).ShouldBe(draft.Teams[item.ItemId]);
            }

            SearchDraft.Of(first, second, Items, _salt, $"q{search}").Items.ShouldBe(draft.Items);
        }
    }

    [Fact]
    public void Alike_rankings_are_one_list_that_is_nobodys_and_has_no_code()
    {
        var ranking = Ranking(new Random(1), 1);

        var draft = SearchDraft.Of(ranking, ranking, Items, _salt, "q");

        draft.Items.ShouldBe(ranking);
        draft.CodeOf(AnswerOf(draft), 0, PageSize, 1).ShouldBe("");
    }

    [Fact]
    public void An_item_that_a_rule_pinned_is_nobodys_and_a_further_page_names_its_own_items()
    {
        var draft = SearchDraft.Of(Found(1, "a", "b", "c"), Found(2, "c", "b", "a"), 3, _salt, "q");
        var pinned = AnswerOf(draft) with
        {
            Marks = new Dictionary<string, RuleMark>(StringComparer.Ordinal) { ["a"] = new(["ad"], "sponsored"), ["b"] = new(["up"], null) },
        };

        var whole = AnswerCode.CodeOf(draft.CodeOf(pinned, 0, 3, 2)).ToString();
        var second = AnswerCode.CodeOf(draft.CodeOf(pinned, 2, 3, 2)).ToString();

        AnswerCode.TeamOf(whole, ShownList.HashOfItem("a")).ShouldBe(Team.None);
        AnswerCode.TeamOf(whole, ShownList.HashOfItem("b")).ShouldBe(draft.Teams["b"], "raised, and still an item of the ranking");
        whole.ShouldStartWith("--i");
        second.Length.ShouldBeLessThanOrEqualTo("--i".Length + 2, "one item is on the page");
    }

    /// <summary>
    /// Users who click whatever stands in the first places: over many searches both arms are clicked alike, and where they like the items
    /// of one ranking better, that one is clicked more.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Clicks_by_place_alone_prefer_no_arm_and_a_planted_taste_is_found(int taste)
    {
        const int Searches = 4_000;
        var (random, sum, squares) = (new Random(7), 0.0, 0.0);
        for (var search = 0; search < Searches; search++)
        {
            var (first, second) = (Ranking(random, 1), Ranking(random, 2));
            var draft = SearchDraft.Of(first, second, PageSize, _salt, $"q{search}");
            var preference = 0;
            for (var place = 0; place < draft.Items.Count; place++)
            {
                var team = draft.Teams[draft.Items[place].ItemId];
                if (random.NextDouble() < 0.5 / (1 + place) * (team == Team.Second ? 1 + (0.3 * taste) : 1))
                {
                    preference += team == Team.Second ? 1 : team == Team.First ? -1 : 0;
                }
            }

            (sum, squares) = (sum + preference, squares + ((double)preference * preference));
        }

        var z = sum / Math.Sqrt(squares);
        (taste == 0 ? Math.Abs(z) : -z).ShouldBeLessThan(taste == 0 ? 3.5 : -3.5);
    }

    /// <summary>Some of twice as many items, in any order; the score says whose list it is.</summary>
    private static FoundItem[] Ranking(Random random, float score) => Found(
        score, [.. Enumerable.Range(0, Items).Where(i => i < 2 || random.Next(4) > 0).OrderBy(i => i < 2 ? i : 2 + random.Next(100)).Select(i => $"i{i}")]);

    private static FoundItem[] Found(float score, params string[] ids) =>
        [.. ids.Select(id => new FoundItem(id, score, SearchTier.Text, []))];

    private static int Same(FoundItem[] first, FoundItem[] second) =>
        first.Zip(second, (one, other) => one.ItemId == other.ItemId).TakeWhile(isSame => isSame).Count();

    private static SearchAnswer AnswerOf(SearchDraft draft) =>
        new(draft.Items, draft.Items.Count, new Dictionary<string, IReadOnlyList<Models.Search.Queries.FacetCount>>(StringComparer.Ordinal), [], null, 1);
}
