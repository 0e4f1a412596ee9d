using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Stages.Tests.Recommendations;

public sealed class RerankStageTests
{
    private const long T = Requests.NowMs;

    private static readonly ModelArtifact _model = Requests.Model;

    private readonly CatalogTable _catalog = new();
    private readonly RerankOptions _options = new() { Items = 4, DiversityLambda = 1 };

    [Fact]
    public void Items_of_the_history_are_left_out() =>
        Ids(Requests.Make([("i0", T), ("i1", T + 1)], Requests.Falling())).ShouldBe(["i2", "i3", "i4", "i5"]);

    [Fact]
    public void Only_the_items_of_the_answered_click_are_left_out_where_history_may_come_again()
    {
        _options.Seen = SeenPolicy.ExcludeCurrent;

        Ids(Requests.Make([("i0", T), ("i1", T + 1), ("i2", T + 1)], Requests.Falling(), asOfMs: T + 1)).ShouldBe(["i0", "i3", "i4", "i5"]);
        Ids(Requests.Make([("i0", T), ("i1", T + 1)], Requests.Falling(), asOfMs: T)).ShouldBe(["i1", "i2", "i3", "i4"]);
        Ids(Requests.Make([("i0", T)], Requests.Falling(), asOfMs: T + 5)).ShouldBe(["i0", "i1", "i2", "i3"]);
    }

    [Fact]
    public void Whatever_scores_best_is_kept_where_the_policy_says_so()
    {
        _options.Seen = SeenPolicy.Keep;
        Ids(Requests.Make([("i0", T), ("i1", T + 1)], Requests.Falling())).ShouldBe(["i0", "i1", "i2", "i3"]);
    }

    [Fact]
    public void What_cannot_be_bought_is_left_out_as_candidate_trend_and_favourite()
    {
        _options.Items = 12;
        foreach (var id in new[] { "i1", "i4", "i11" })
        {
            _catalog.Put(new CatalogItem(id, id, null, null, 1, Available: false));
        }

        Ids(Requests.Make([("i0", T)], [(1, 5), (2, 4)], trending: ["i4", "i5"]))
            .ShouldBe(["i2", "i5", "i10", "i9", "i8", "i7", "i6", "i3"]);
    }

    [Fact]
    public void A_new_user_gets_what_is_taken_by_the_category_and_the_country_of_the_first_click_and_the_reason_says_so()
    {
        _options.Items = 9;
        var stage = new RerankStage(_options, RerankRules.Open(_options), _model, _catalog);

        var answer = stage.Rank(Requests.Make(
            [("stranger", T)], [], trending: ["i1", "i3", "i4"], focus: "c0", countryTrending: ["i5", "i6", "i4"]));

        const ReasonScope both = ReasonScope.Category | ReasonScope.Country;
        answer.Select(item => (item.ItemId, item.Kind, item.Scope)).ShouldBe(
        [
            ("i6", ReasonKind.Trending, both),
            ("i3", ReasonKind.Trending, ReasonScope.Category),
            ("i9", ReasonKind.Popular, ReasonScope.Category), ("i0", ReasonKind.Popular, ReasonScope.Category),
            ("i5", ReasonKind.Trending, ReasonScope.Country), ("i4", ReasonKind.Trending, ReasonScope.Country),
            ("i1", ReasonKind.Trending, ReasonScope.Everywhere),
            ("i11", ReasonKind.Popular, ReasonScope.Everywhere), ("i10", ReasonKind.Popular, ReasonScope.Everywhere),
        ]);
    }

    [Fact]
    public void Whatever_is_known_of_a_user_the_list_is_as_long_as_the_shop_allows() => Prop.ForAll(
        (from focus in Gen.Elements(null, "c0", "none")
         from trending in Gen.Elements("i1", "new", "i7").ListOf()
         from country in Gen.Elements("i2", "i1", "other").ListOf()
         from history in Gen.Elements("i0", "i5", "stranger").ListOf()
         select (focus, trending, country, history)).ToArbitrary(),
        known => Rank(Requests.Make(
            [.. known.history.Select((id, i) => (id, T + i))], [], trending: [.. known.trending], focus: known.focus,
            countryTrending: [.. known.country])).Count == _options.Items).QuickCheckThrowOnFailure();

    [Fact]
    public void What_the_training_data_call_gone_is_left_out_until_the_catalog_says_otherwise()
    {
        var gone = _model with { ItemInfo = [.. _model.ItemInfo.Select(item => item with { Available = false })] };
        var stage = new RerankStage(_options, RerankRules.Open(_options), gone, _catalog);
        stage.Rank(Requests.Make([("i0", T)], Requests.Falling())).ShouldBeEmpty();

        _catalog.Put(new CatalogItem("i7", "i7", null, null, 1, Available: true));
        stage.Rank(Requests.Make([("i0", T)], Requests.Falling())).Select(item => item.ItemId).ShouldBe(["i7"]);
    }

    [Fact]
    public void A_user_without_features_gets_trends_of_the_clicked_category_then_other_trends_then_favourites()
    {
        _catalog.Put(new CatalogItem("i2", "i2", "shoes", null, 1, true));
        _catalog.Put(new CatalogItem("i4", "i4", "hats", null, 1, true));

        var answer = Rank(Requests.Make([], [], trending: ["i4", "new", "i2"], focus: "shoes"));

        answer.Select(item => (item.ItemId, item.Kind)).ShouldBe(
            [("i2", ReasonKind.Trending), ("i4", ReasonKind.Trending), ("new", ReasonKind.Trending), ("i11", ReasonKind.Popular)]);
        answer.ShouldAllBe(item => item.Score == 0 && item.BecauseOf.Count == 0);
    }

    [Fact]
    public void A_user_who_has_seen_everything_still_gets_an_answer() =>
        Ids(Requests.Make([.. Enumerable.Range(0, 12).Select(i => ($"i{i}", T + i))], Requests.Falling())).ShouldBe(["i11", "i10", "i9", "i8"]);

    [Fact]
    public void Diversity_is_that_of_maximal_marginal_relevance_by_its_definition()
    {
        var candidates = from count in Gen.Choose(1, 12)
                         from scores in Gen.Choose(-20, 20).ArrayOf(count)
                         from rows in Gen.Shuffle(Enumerable.Range(0, 12).ToArray())
                         select scores.OrderDescending().Zip(rows, (score, row) => (Row: row, Score: score / 4f)).ToArray();
        Prop.ForAll(candidates.ToArbitrary(), Gen.Choose(0, 9).Select(tenths => tenths / 10.0).ToArbitrary(), (scored, lambda) =>
        {
            var options = new RerankOptions { Items = 5, DiversityLambda = lambda };
            var answer = new RerankStage(options, RerankRules.Open(options), _model, _catalog).Rank(Requests.Make([], scored));
            answer.Take(scored.Length).Select(item => item.ItemId).ShouldBe(ByDefinition(scored, lambda, 5));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Only_the_best_candidates_are_looked_at()
    {
        _options.CandidatesMax = 4;
        _options.DiversityLambda = 0;
        Ids(Requests.Make([("i11", T)], Requests.Falling())).Order().ShouldBe(["i0", "i1", "i2", "i3"]);
    }

    [Fact]
    public void A_reason_names_the_touched_items_that_are_closest_and_newest()
    {
        var answer = Rank(Requests.Make(
            [("i0", T), ("unknown", T + 1), ("i1", T + 2), ("i0", T + 3), ("i2", T + 4)], Requests.Falling()));

        foreach (var item in answer)
        {
            string[] closest = [.. new[] { ("i2", 1f), ("i0", 2f), ("i1", 3f) }
                .Select(touched => (Id: touched.Item1, Share: Cosine(item.ItemId, touched.Item1) / touched.Item2))
                .Where(touched => touched.Share > 0).OrderByDescending(touched => touched.Share).Take(2).Select(touched => touched.Id)];
            item.BecauseOf.ShouldBe(closest);
            item.Kind.ShouldBe(closest.Length > 0 ? ReasonKind.Similar : ReasonKind.Taste);
        }

        answer.ShouldContain(item => item.BecauseOf.Count > 0);
    }

    [Fact]
    public void The_same_request_gets_the_same_answer_whatever_was_ranked_in_between()
    {
        var options = new RerankOptions { Items = 6, DiversityLambda = 0.5 };
        var stage = new RerankStage(options, RerankRules.Open(options), _model, _catalog);
        string Text(RecommendationRequest request) => string.Join(
            ';', stage.Rank(request).Select(item => $"{item.ItemId} {item.Score} {item.Kind} {string.Join(',', item.BecauseOf)}"));
        var before = Text(Requests.Make([("i0", T)], Requests.Falling(), trending: ["i5"]));

        Text(Requests.Make([("i3", T), ("i4", T)], [(1, 1)])).ShouldNotBe(before);

        Text(Requests.Make([("i0", T)], Requests.Falling(), trending: ["i5"])).ShouldBe(before);
    }

    private static float Cosine(string a, string b)
    {
        var (x, y) = (_model.Items.Factor(_model.Items.IndexOf(a)).ToArray(), _model.Items.Factor(_model.Items.IndexOf(b)).ToArray());
        return x.Zip(y, (p, q) => p * q).Sum() / MathF.Sqrt(x.Sum(p => p * p) * y.Sum(q => q * q));
    }

    /// <summary>argmax λ·relevance − (1 − λ)·max similarity to what is chosen; relevance is the score between the worst (0) and the best (1).</summary>
    private static string[] ByDefinition((int Row, float Score)[] scored, double lambda, int items)
    {
        var range = Math.Max(scored[0].Score - scored[^1].Score, 1e-12f);
        var (left, chosen) = (scored.ToList(), new List<int>());
        while (chosen.Count < items && left.Count > 0)
        {
            var best = left.MaxBy(candidate =>
                (lambda * (1 - ((scored[0].Score - candidate.Score) / range)))
                - ((1 - lambda) * chosen.Select(row => row % SmallModel.Categories == candidate.Row % SmallModel.Categories ? 1 : 0)
                    .DefaultIfEmpty(0).Max()));
            chosen.Add(best.Row);
            left.Remove(best);
        }

        return [.. chosen.Select(row => $"i{row}")];
    }

    private IReadOnlyList<RankedItem> Rank(RecommendationRequest request) => new RerankStage(_options, RerankRules.Open(_options), _model, _catalog).Rank(request);

    private string[] Ids(RecommendationRequest request) => [.. Rank(request).Select(item => item.ItemId)];
}
