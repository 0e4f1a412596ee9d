using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Events;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Counts;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Neighbours;
using StreamReco.Models.Retrieval.Pairs;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class LiveClicksTests
{
    private const int Items = 25;

    private static readonly ParallelOptions _one = new() { MaxDegreeOfParallelism = 1 };

    [Fact]
    public void Neighbours_after_live_clicks_are_those_of_an_index_that_had_them_to_the_order_of_a_sum() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<bool>(), (seed, distinct) =>
        {
            var (past, since) = (Logs.Random(seed.Get, 60, Items), Logs.Random(seed.Get + 1, 25, Items));
            var settings = LiveSample.Knn with { DistinctItems = distinct };
            var sample = new LiveSample(Logs.Of(Items, past), knn: settings);
            sample.Observe(LiveSample.Mixed(since, past.Length, seed.Get));
            var all = new SessionKnnSource(SessionKnnIndex.Fit(Logs.Of(Items, [.. past, .. since]), settings));
            foreach (var query in Logs.Random(seed.Get + 2, 5, Items))
            {
                var (actual, expected) = (Logs.Ask(sample.Sources[0], Items, query), Logs.Ask(all, Items, query));
                actual.Keys.ToArray().ShouldBe(expected.Keys.ToArray());
                actual.Keys.ShouldAllBe(item => Math.Abs(actual[item] - expected[item]) < 1e-5 * expected[item]);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_after_live_clicks_are_those_of_the_whole_log_and_pairs_to_the_rounding_of_their_integers() =>
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var (past, since) = (Logs.Random(seed.Get, 60, Items), Logs.Random(seed.Get + 1, 25, Items));
            var sample = new LiveSample(Logs.Of(Items, past));
            sample.Observe(LiveSample.Mixed(since, past.Length, seed.Get));
            var log = Logs.Of(Items, [.. past, .. since]);
            var whole = new ItemStatistics(ItemCounts.Fit(log), PairTable.Fit(log, new PairSettings(), _one));
            var rules = new RulesSource(PairTable.Fit(log, new PairSettings(), _one), new RulesSettings());
            for (var row = 0; row < Items; row++)
            {
                sample.Statistics.Clicks(row).ShouldBe(whole.Clicks(row));
                sample.Statistics.FirstSeenAge(row).ShouldBe(whole.FirstSeenAge(row));
                sample.Statistics.LastSeenAge(row).ShouldBe(whole.LastSeenAge(row));
                sample.Live.Counts.Ends[row].ShouldBe(ItemCounts.Fit(log).Ends[row]);
                sample.Live.Counts.Repeats[row].ShouldBe(ItemCounts.Fit(log).Repeats[row]);
                var actual = Logs.Ask(sample.Sources[2], Items, row);
                var expected = Logs.Ask(rules, Items, row);
                actual.Keys.ToArray().ShouldBe(expected.Keys.ToArray());
                actual.Keys.ShouldAllBe(item => Math.Abs(actual[item] - expected[item]) < 0.01 * expected[item]);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_window_holds_the_clicks_of_the_last_sessions_of_log_and_stream_together() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var (past, since) = (Logs.Random(seed.Get, 80, Items), Logs.Random(seed.Get + 1, 1 + (seed.Get % 30), Items));
            var sample = new LiveSample(Logs.Of(Items, past));
            sample.Observe(LiveSample.Mixed(since, past.Length, seed.Get));
            int[] last = [.. past.Concat(since).TakeLast(8).SelectMany(session => session)];
            for (var row = 0; row < Items; row++)
            {
                sample.Statistics.RecentClicks(row, 0).ShouldBe(last.Count(item => item == row));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_beyond_the_bounds_leaves_no_trace_in_any_count() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var past = Logs.Of(Items, Logs.Random(seed.Get, 40, Items));
            var options = new LiveClicksOptions { SessionsMax = 6, ClicksMax = 20 };
            var sample = new LiveSample(past, options);
            sample.Observe(LiveSample.Mixed(Logs.Random(seed.Get + 1, 40, Items), 40, seed.Get));

            sample.Live.Sessions.ShouldBeLessThanOrEqualTo(6);
            sample.Live.Clicks.ShouldBeLessThanOrEqualTo(20);
            sample.Everything(1, 2, 3).ShouldBe(sample.Restored(past, options).Everything(1, 2, 3));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_restored_shard_has_the_same_bytes_and_goes_on_with_the_same_bits() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (seed, cut) =>
        {
            var past = Logs.Of(Items, Logs.Random(seed.Get, 40, Items));
            var options = new LiveClicksOptions { SessionsMax = 9, ClicksMax = 60 };
            var clicks = LiveSample.Mixed(Logs.Random(seed.Get + 1, 20, Items), 40, seed.Get);
            var at = cut.Get % (clicks.Count + 1);
            var sample = new LiveSample(past, options);
            sample.Observe(clicks.Take(at));
            var restored = sample.Restored(past, options);
            restored.Bytes().ShouldBe(sample.Bytes());
            sample.Observe(clicks.Skip(at).Select(click => (click.Key + 1000, click.Row, click.TimeMs)));
            restored.Observe(clicks.Skip(at).Select(click => (click.Key + 1000, click.Row, click.TimeMs)));
            restored.Everything(3, 1, 2).ShouldBe(sample.Everything(3, 1, 2));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_session_is_no_neighbour_of_itself()
    {
        var sample = new LiveSample(Logs.Of(6, [0, 1], [2, 3]));
        sample.Observe([(7, 0, 10), (7, 4, 20), (8, 4, 30), (8, 5, 40)]);
        var scores = new ScoreTable(6);
        Span<int> places = stackalloc int[2];
        var query = new SessionQuery
        {
            Rows = [0, 4],
            TimesMs = [10, 20],
            SessionStart = 0,
            AsOfMs = 50,
            SessionKey = 7,
        };

        sample.Sources[0].Score(query, scores);

        scores.Touched.ToArray().Order().ToArray().ShouldBe([0, 1, 4, 5], "0, 1 by the log, 4, 5 by session 8");
        sample.Sources[0].Explain(query, 4, places).ShouldBe(1);
        places[0].ShouldBe(1);
    }

    [Fact]
    public void A_forgotten_user_leaves_no_trace_but_the_numbers_of_its_sessions() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var past = Logs.Of(Items, Logs.Random(seed.Get, 40, Items));
            var clicks = LiveSample.Mixed(Logs.Random(seed.Get + 1, 12, Items), 40, seed.Get);
            var (sample, without) = (new LiveSample(past), new LiveSample(past));
            var forgotten = LiveSample.UserOf(40ul + (ulong)(seed.Get % 12));
            sample.Observe(clicks);
            sample.Live.Forget(forgotten);
            without.Observe(clicks.Where(click => LiveSample.UserOf(click.Key) != forgotten));

            sample.Live.Clicks.ShouldBe(without.Live.Clicks);
            for (var row = 0; row < Items; row++)
            {
                sample.Statistics.Clicks(row).ShouldBe(without.Statistics.Clicks(row));
                Logs.Ask(sample.Sources[2], Items, row).ShouldBe(Logs.Ask(without.Sources[2], Items, row));
            }

            sample.Restored(past).Everything(1, 2).ShouldBe(sample.Everything(1, 2));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Stored_bytes_forget_a_user_as_the_open_clicks_do() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var sample = new LiveSample(Logs.Of(Items, Logs.Random(seed.Get, 40, Items)));
            sample.Observe(LiveSample.Mixed(Logs.Random(seed.Get + 1, 12, Items), 40, seed.Get));
            var user = LiveSample.UserOf(40ul + (ulong)(seed.Get % 12));

            var stored = StoredLiveClicks.Without(sample.Bytes(), user, new LiveClicksOptions());

            sample.Live.Forget(user);
            Convert.ToHexString(stored.Span).ShouldBe(Convert.ToHexString(sample.Bytes()));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_session_that_began_before_the_model_pairs_with_what_was_clicked_then()
    {
        var sample = new LiveSample(Logs.Of(6, [0, 1], [2, 3]));
        int[] before = [4, 5];
        sample.Live.Observe(
            new(7, 1, Logs.StartMs, EventType.ViewItem),
            new() { Rows = before, TimesMs = new long[2], SessionStart = 1, AsOfMs = Logs.StartMs });

        Logs.Ask(sample.Sources[1], 6, 5).Keys.ToArray().ShouldBe([1]);
        Logs.Ask(sample.Sources[1], 6, 4).ShouldBeEmpty("another session's click makes no pair");
        sample.Statistics.Clicks(5).ShouldBe(0, "the click before is known already");
        Logs.Ask(sample.Sources[0], 6, 5).Keys.ToArray().ShouldBe([1, 5]);
    }

    [Fact]
    public void A_bot_s_session_of_50_000_clicks_goes_on_under_a_new_number_every_200()
    {
        var sample = new LiveSample(Logs.Of(Items, [0, 1], [2, 3]));
        int[] before = [.. Enumerable.Range(0, 10)];
        for (var click = 0; click < 50_000; click++)
        {
            sample.Live.Observe(
                new(7, click % Items, Logs.StartMs + click, EventType.ViewItem) { UserKey = 9 },
                new() { Rows = before, TimesMs = new long[10], SessionStart = 0, AsOfMs = Logs.StartMs + click });
        }

        (sample.Live.Sessions, sample.Live.Clicks).ShouldBe((250, 50_000));
        sample.Statistics.Clicks(5).ShouldBe(2_000);
        sample.Live.Forget(9);
        sample.Live.Clicks.ShouldBe(0);
        sample.Statistics.Clicks(5).ShouldBe(0);
        sample.Live.Counts.Repeats.Sum().ShouldBe(0);
    }

    [Fact]
    public void What_was_clicked_a_moment_ago_leads_the_trend_and_all_that_is_popular_in_time()
    {
        var sample = new LiveSample(Logs.Of(Items, Logs.Random(1, 400, Items)));

        sample.Observe(Enumerable.Range(0, 60).Select(i => ((ulong)i + 1, 24, Logs.TimeOf(400, i))));

        Logs.Ask(sample.Sources[4], Items).MaxBy(pair => pair.Value).Key.ShouldBe(24);
        Logs.Ask(sample.Sources[3], Items)[24].ShouldBeGreaterThan(0);
    }
}
