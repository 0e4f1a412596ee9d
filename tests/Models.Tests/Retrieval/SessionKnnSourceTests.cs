using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Neighbours;
using StreamReco.Models.Retrieval.Tables;
using StreamReco.TestKit.Retrieval;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class SessionKnnSourceTests
{
    private const int Items = 30;

    public static TheoryData<string> Kinds => ["sessions", "timed", "histories", "vmis", "few"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_settings_scores_as_a_plain_program_does(string kind) => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var settings = SettingsOf(kind);
            var log = Logs.Of(Items, Logs.Random(seed.Get, 60, Items));
            var query = Logs.Random(seed.Get + 1, 1, Items)[0];
            var source = new SessionKnnSource(SessionKnnIndex.Fit(log, settings));
            var expected = Logs.Ask(new PlainSessionKnn(log, settings), Items, query);
            var actual = Logs.Ask(source, Items, query);
            actual.Keys.ToArray().ShouldBe(expected.Keys.ToArray());
            foreach (var (row, score) in expected)
            {
                actual[row].ShouldBe(score, 1e-5 * score);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_m_most_recent_sessions_are_asked_and_the_k_most_alike_of_them_vote()
    {
        var log = Logs.Of(9, [0, 1, 2], [0, 3], [0, 1, 4], [0, 5], [1, 6]);
        var settings = new SessionKnnSettings
        {
            Candidates = 4,
            Neighbours = 1,
            LengthPower = 0,
            AgeShare = 0,
            PositionDecay = 0,
        };

        var scores = Logs.Ask(new SessionKnnSource(SessionKnnIndex.Fit(log, settings)), 9, 0, 1);

        scores.Keys.ToArray().ShouldBe([0, 1, 4], "of the four newest sessions the third has both items");
    }

    [Fact]
    public void Of_equally_alike_sessions_the_newer_one_votes()
    {
        var log = Logs.Of(9, [0, 1], [0, 2], [0, 3]);
        var settings = new SessionKnnSettings { Neighbours = 2, AgeShare = 0 };

        Logs.Ask(new SessionKnnSource(SessionKnnIndex.Fit(log, settings)), 9, 0).Keys.ToArray().ShouldBe([0, 2, 3]);
    }

    [Fact]
    public void With_times_an_older_session_weighs_less_by_its_days()
    {
        var log = Logs.Of(9, [0, 1], [8], [8], [8], [0, 2]);
        var settings = new SessionKnnSettings { AgeShare = 0, AgeDays = 0.1, IdfWeight = 0 };

        var scores = Logs.Ask(new SessionKnnSource(SessionKnnIndex.Fit(log, settings)), 9, 0);

        (scores[1] / scores[2]).ShouldBe((float)Math.Exp(-4 / 24.0 / 0.1), 1e-4);
    }

    [Fact]
    public void A_session_without_a_known_neighbour_gets_nothing_and_an_empty_one_neither()
    {
        var source = new SessionKnnSource(SessionKnnIndex.Fit(Logs.Of(9, [0, 1], [2, 3]), new SessionKnnSettings()));

        Logs.Ask(source, 9, 7).ShouldBeEmpty();
        Logs.Ask(source, 9).ShouldBeEmpty();
    }

    [Fact]
    public void A_reason_is_the_newest_click_that_the_voting_sessions_share()
    {
        var log = Logs.Of(9, [0, 1, 5], [2, 6], [0, 5]);
        var source = new SessionKnnSource(SessionKnnIndex.Fit(log, new SessionKnnSettings()));
        Span<int> places = stackalloc int[3];

        source.Explain(Logs.Query(7, 0, 2), 5, places).ShouldBe(1);
        places[0].ShouldBe(1);
        source.Explain(Logs.Query(7, 0, 2), 6, places).ShouldBe(1);
        places[0].ShouldBe(2);
        source.Explain(Logs.Query(7, 0, 2), 8, places).ShouldBe(0);
    }

    [Fact]
    public void A_query_leaves_no_trace_in_the_next_and_allocates_nothing()
    {
        var source = new SessionKnnSource(
            SessionKnnIndex.Fit(Logs.Of(Items, Logs.Random(3, 200, Items)), new SessionKnnSettings { Neighbours = 20 }));
        var scores = new ScoreTable(Items);
        int[] rows = [1, 2, 3];
        long[] times = [1, 2, 3];
        var first = Logs.Ask(source, Items, rows);
        Logs.Ask(source, Items, 4, 5, 4);
        Logs.Ask(source, Items, rows).ShouldBe(first);

        var before = GC.GetAllocatedBytesForCurrentThread();
        source.Score(new SessionQuery { Rows = rows, TimesMs = times, SessionStart = 0, AsOfMs = 4 }, scores);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [InlineData(0, 10, "Neighbours is 0")]
    [InlineData(10, 9, "Candidates is 9")]
    public void A_setting_that_makes_no_sense_is_named(int neighbours, int candidates, string said) =>
        Should.Throw<ArgumentException>(() => SessionKnnIndex.Fit(
            Logs.Of(3, [0, 1]), new SessionKnnSettings { Neighbours = neighbours, Candidates = candidates }))
            .Message.ShouldContain(said);

    private static SessionKnnSettings SettingsOf(string kind) => kind switch
    {
        "sessions" => new SessionKnnSettings { AgeShare = 0 },
        "timed" => SessionKnnSettings.Timed with { AgeDays = 0, Neighbours = 50 },
        "histories" => SessionKnnSettings.Histories,
        "vmis" => SessionKnnSettings.Vmis,
        _ => new SessionKnnSettings { AgeShare = 0, Candidates = 12, Neighbours = 12, QueryItemsMax = 3 },
    };
}
