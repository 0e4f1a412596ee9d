using StreamReco.Models.Events;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Registry;

namespace StreamReco.Models.Tests.Ranking;

public sealed class CandidateBuilderTests
{
    private const int Items = 60;

    private static readonly RankPlan Plan = new()
    {
        Sources = [new("knn", 1), new("rules", 1), new("transitions", 0.5f), new("popular", 0.1f)],
        Candidates = 25,
    };

    private static readonly RetrievalParts Parts =
        RetrievalParts.Fit(Walks(300), SourceSettings.Sessions, new ParallelOptions { MaxDegreeOfParallelism = 1 }, null);

    [Fact]
    public void Candidates_are_known_items_each_once_with_a_finite_value_for_every_feature()
    {
        var random = new Random(3);
        var builder = Builder(Plan);
        var request = new RankRequest(builder.Layout);

        for (var i = 0; i < 200; i++)
        {
            Build(builder, Session(random), request);

            request.Count.ShouldBe(25);
            request.Rows.ShouldAllBe(row => row >= 0 && row < Items);
            request.Rows.Distinct().Count().ShouldBe(25);
            request.Features.ShouldAllBe(feature => float.IsFinite(feature));
        }
    }

    [Fact]
    public void An_answer_does_not_depend_on_what_was_asked_before()
    {
        var random = new Random(4);
        var used = Builder(Plan);
        var again = new RankRequest(used.Layout);
        var fresh = new RankRequest(used.Layout);

        for (var i = 0; i < 100; i++)
        {
            var session = Session(random);
            Build(used, session, again);
            Build(Builder(Plan), session, fresh);

            again.Rows.ShouldBe(fresh.Rows);
            again.Features.ShouldBe(fresh.Features);
        }
    }

    [Fact]
    public void Features_say_what_their_names_say()
    {
        var builder = Builder(Plan);
        var request = new RankRequest(builder.Layout);

        Build(builder, [7, 8, 7], request);

        var seven = Array.IndexOf(request.Rows, 7);
        var names = builder.Layout.Features;
        Feature("prefix:recency").ShouldBe(1);
        Feature("prefix:count").ShouldBe(MathF.Log(3));
        Feature("prefix:is_last").ShouldBe(1);
        Feature("popular:total").ShouldBe(MathF.Log(1 + Parts.OpenStatistics().Clicks(7)));
        request.FeaturesOf(Array.IndexOf(request.Rows, 8))[Place(names, "prefix:recency")].ShouldBe(1 / 2f);
        request.LengthClass.ShouldBe(3);

        float Feature(string name) => request.FeaturesOf(seven)[Place(names, name)];
    }

    [Fact]
    public void Without_repeats_the_history_holds_no_candidate()
    {
        var builder = Builder(Plan with { ExcludesHistory = true });
        var request = new RankRequest(builder.Layout);

        Build(builder, [7, 8, 9], request);

        request.Rows[..request.Count].ShouldNotContain(row => row >= 7 && row <= 9);
    }

    [Fact]
    public void Given_items_are_described_as_the_sources_own_candidates_are()
    {
        var builder = Builder(Plan);
        var (own, described) = (new RankRequest(builder.Layout), new RankRequest(builder.Layout));
        Build(builder, [7, 8, 9], own);
        var given = new GivenItems([.. own.Rows[..own.Count].Order()], own.Count);

        Build(builder, [7, 8, 9], described, given);

        described.Rows.ShouldBe(own.Rows);
        described.Features.ShouldBe(own.Features);
        given.Mix.ToArray().ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public void Of_given_items_the_ranker_takes_those_that_the_sources_speak_for_and_loses_none()
    {
        var builder = Builder(Plan with { ExcludesHistory = true });
        var request = new RankRequest(builder.Layout);
        int[] rows = [.. Enumerable.Range(0, Items)];
        var given = new GivenItems([.. rows], rankedMax: 5);

        Build(builder, [7, 8, 9], request, given);

        request.Count.ShouldBe(5);
        request.Rows[..5].ShouldBe(given.Rows[..5].ToArray());
        given.Rows.ToArray().Order().ToArray().ShouldBe(rows, "items of the history among them");
        Build(builder, [7, 8, 9], request);
        request.Rows[0].ShouldBe(given.Rows.ToArray().First(row => row is < 7 or > 9), "nothing of the mix is left over");
    }

    [Fact]
    public void Without_a_history_given_items_are_in_the_order_of_the_mix_alone()
    {
        var builder = Builder(Plan);
        var request = new RankRequest(builder.Layout);
        var given = new GivenItems([.. Enumerable.Range(0, Items)], Items);

        Build(builder, [], request, given);

        request.Count.ShouldBe(0);
        given.Mix[0].ShouldBeGreaterThan(given.Mix[^1]);
        var clicks = Parts.OpenStatistics();
        given.Rows.ToArray().Select(clicks.Clicks).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public void A_query_allocates_nothing()
    {
        var builder = Builder(Plan);
        var request = new RankRequest(builder.Layout);
        int[] session = [7, 8, 9];
        for (var i = 0; i < 50; i++)
        {
            Build(builder, session, request);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Build(builder, session, request);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_source_that_the_plan_names_must_be_there()
    {
        var plan = Plan with { Sources = [new RankSource("oracle", 1)] };

        Should.Throw<ArgumentException>(() => Builder(plan)).Message.ShouldContain("'oracle'");
    }

    private static CandidateBuilder Builder(RankPlan plan) => new(plan, Parts.Open(), Parts.OpenStatistics(), null);

    private static int Place(IReadOnlyList<string> names, string name) => names.ToList().IndexOf(name);

    private static readonly long[] Times = new long[64];

    private static void Build(CandidateBuilder builder, int[] session, RankRequest request, GivenItems? given = null) =>
        builder.Build(
            new SessionQuery { Rows = session, TimesMs = Times.AsSpan(0, session.Length), SessionStart = 0, AsOfMs = 0 },
            default,
            request,
            given);

    private static int[] Session(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(Items))];

    /// <summary>Sessions of five steps around a circle of items.</summary>
    private static SessionLog Walks(int count)
    {
        var random = new Random(2);
        int[] starts = [.. Enumerable.Range(0, count + 1).Select(session => session * 5)];
        var rows = new int[count * 5];
        for (var session = 0; session < count; session++)
        {
            var start = random.Next(Items);
            for (var step = 0; step < 5; step++)
            {
                rows[(session * 5) + step] = (start + (step * random.Next(1, 3))) % Items;
            }
        }

        return new SessionLog(
            Items, starts, rows, new long[rows.Length], Enumerable.Repeat(EventType.ViewItem, rows.Length).ToArray(), timed: false);
    }
}
