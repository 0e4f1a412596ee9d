using System.Numerics.Tensors;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Factorization;
using StreamReco.Models.Tests.Artifacts;
using StreamReco.Models.Tests.Training.Stack;
using StreamReco.Models.Training.Stack;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class FactorizationSourceTests
{
    private static readonly ItemSpace Space = ModelSamples.Model(300).Items;
    private static readonly FactorizationIndex Index = new(Space);
    private static readonly int[] Rows = [7, 120, 7, 44];
    private static readonly EventType[] Types = [EventType.ViewItem, EventType.Purchase, EventType.ViewItem, EventType.AddToCart];

    [Fact]
    public void The_best_items_are_those_with_the_highest_products_with_the_users_vector()
    {
        var vector = Folded(Types);

        var scores = Scored(default, Types);

        var expected = Enumerable.Range(0, Space.Count).Select(row => TensorPrimitives.Dot(vector.Values, Space.Factor(row))).ToArray();
        var best = expected.Select((score, row) => (score, row)).Where(pair => pair.score > 0)
            .OrderByDescending(pair => pair.score).Take(100).ToList();
        scores.Touched.ToArray().ShouldBe(best.Select(pair => pair.row), ignoreOrder: true);
        best.ShouldAllBe(pair => Math.Abs(scores[pair.row] - pair.score) < 1e-5f);
    }

    [Theory]
    [InlineData(40, 8, 1)]
    [InlineData(300, 32, 2)]
    [InlineData(6_000, 32, 3)]
    [InlineData(3_000, 50, 4)]
    public void It_gives_the_best_of_all_products_to_the_bit(int items, int dimensions, int seed)
    {
        var space = ModelSamples.Model(items, dimensions, seed: seed).Items;
        var source = new FactorizationSource(new FactorizationIndex(space));
        var (random, scores) = (new Random(seed), new ScoreTable(items));
        for (var i = 0; i < 30; i++)
        {
            var vector = ModelSamples.Floats(random, dimensions);
            var product = Enumerable.Range(0, items).Select(row => Chain(vector, space.Factor(row))).ToArray();

            source.Score(Query(vector, []), scores);

            scores.Touched.ToArray().ShouldBe(Enumerable.Range(0, items).Where(row => product[row] > 0)
                .OrderByDescending(row => product[row]).ThenBy(row => row).Take(100));
            scores.Touched.ToArray().ShouldAllBe(row => scores[row] == product[row]);
            scores.Clear();
        }
    }

    [Fact]
    public void A_vector_of_zeros_finds_nothing()
    {
        var scores = new ScoreTable(Space.Count);

        new FactorizationSource(Index).Score(Query(new float[Space.Dimensions], []), scores);

        scores.Touched.Length.ShouldBe(0);
    }

    [Fact]
    public void A_vector_that_comes_along_counts_as_the_one_that_is_folded_to_the_bit()
    {
        var folded = Scored(default, Types);
        var given = Scored(Folded(Types).Values, Types);

        given.Touched.ToArray().ShouldBe(folded.Touched.ToArray());
        given.Touched.ToArray().ShouldAllBe(row => given[row] == folded[row]);
    }

    [Fact]
    public void A_purchase_counts_more_than_a_view()
    {
        var views = Scored(default, []);
        var bought = Scored(default, Types);

        bought[120].ShouldBeGreaterThan(views[120]);
    }

    [Fact]
    public void Of_a_user_of_whom_nothing_is_known_it_says_nothing()
    {
        var scores = new ScoreTable(Space.Count);
        var source = new FactorizationSource(Index);
        source.Score(Query(default, Types), scores);
        scores.Clear();

        source.Score(new SessionQuery { Rows = [], TimesMs = [], SessionStart = 0, AsOfMs = 0 }, scores);

        scores.Touched.Length.ShouldBe(0);
    }

    [Fact]
    public void It_names_the_clicks_whose_items_are_nearest()
    {
        Span<int> places = stackalloc int[2];

        var named = new FactorizationSource(Index).Explain(Query(default, Types), 120, places);

        named.ShouldBeGreaterThan(0);
        var own = Space.Factor(120).ToArray();
        Rows[places[0]].ShouldBe(Rows.MaxBy(row => TensorPrimitives.Dot<float>(own, Space.Factor(row))));
    }

    [Fact]
    public void A_stack_with_taste_answers_as_before_when_its_model_is_loaded()
    {
        using var folder = new TemporaryFolder();
        var plan = new RankPlan { Sources = [new RankSource("rules", 1), new RankSource(FactorizationSource.SourceName, 1)] };
        var trained = TwoStageSamples.Stack();
        var parts = trained.Parts with { Taste = new FactorizationIndex(TwoStageSamples.Model(trained).Items) };
        var changed = trained with { Plan = plan, Parts = parts, Ranker = RankerModel.OfMix(plan) };
        var model = TwoStageSamples.Model(TwoStageFiles.WithGraphs(changed));

        ModelArtifactWriter.Write(folder.Of("model"), model);
        var loaded = ModelArtifactLoader.Load(folder.Of("model"));

        loaded.Stack!.Parts.Taste!.Space.ShouldBeSameAs(loaded.Items);
        var queries = QuerySet.Of(EvaluationFiles.LastSessions(TwoStageSamples.Walks(), 0.2).Examples, false, loaded.Stack.ItemIds);
        TwoStageSamples.Ranks(loaded.Stack, queries).ShouldBe(TwoStageSamples.Ranks(model.Stack!, queries));
    }

    [Fact]
    public void Taste_is_kept_only_where_the_ranker_finds_more_with_it()
    {
        var stack = TwoStageSamples.Stack(TwoStageSamples.Settings with { Split = SplitKind.LastClicks });

        var choice = stack.Selection.Choices.Single(choice => choice.Part == FactorizationSource.SourceName);

        var kept = stack.Plan.Sources.Any(source => source.Name == FactorizationSource.SourceName);
        kept.ShouldBe(choice.Tried["kept"] > choice.Tried["left out"]);
        kept.ShouldBe(choice.Chosen == "kept");
        (stack.Parts.Taste is not null).ShouldBe(kept);
    }

    private static OnlineVector Folded(EventType[] types)
    {
        var vector = OnlineVector.Empty(Space);
        for (var i = 0; i < Rows.Length; i++)
        {
            vector.Add(Space.Factor(Rows[i]), EventTypes.WeightOf(types[i]));
        }

        return vector;
    }

    private static ScoreTable Scored(ReadOnlySpan<float> vector, EventType[] types)
    {
        var scores = new ScoreTable(Space.Count);
        new FactorizationSource(Index).Score(Query(vector, types), scores);
        return scores;
    }

    private static float Chain(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0f;
        for (var k = 0; k < x.Length; k++)
        {
            sum = MathF.FusedMultiplyAdd(x[k], y[k], sum);
        }

        return sum;
    }

    private static SessionQuery Query(ReadOnlySpan<float> vector, EventType[] types) => new()
    {
        Rows = Rows,
        TimesMs = new long[Rows.Length],
        SessionStart = 0,
        AsOfMs = 0,
        Types = types,
        UserVector = vector,
    };
}
