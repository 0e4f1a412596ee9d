using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Events;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Users;

public sealed class SessionWindowTests
{
    private const long GapMs = 10;

    [Fact]
    public void In_time_order_the_window_is_the_last_segment_between_gaps() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<byte>>(), steps =>
        {
            var times = Times(steps.Get);
            var segments = Segments(times);
            var window = Fold(times);
            window.ShouldBe(new SessionWindow($"u:{segments[^1][0]}", segments[^1][0], segments[^1][^1], segments[^1].Count, Named: false));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Late_events_that_stay_within_the_gap_do_not_change_the_window() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<PositiveInt>(), (seed, count) =>
        {
            // All within one gap of each other: every order is one session.
            var random = new Random(seed.Get);
            long[] times = [.. Enumerable.Range(0, 1 + (count.Get % 20)).Select(_ => random.NextInt64(1000, 1000 + GapMs + 1))];
            var window = Fold(times);
            (window.StartMs, window.EndMs, window.Events).ShouldBe((times.Min(), times.Max(), times.Length));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_event_exactly_one_gap_away_belongs_to_the_session_and_one_further_does_not()
    {
        Fold([100, 110]).Events.ShouldBe(2);
        Fold([100, 111]).Events.ShouldBe(1);
        Fold([100, 111]).StartMs.ShouldBe(111);
        Fold([100, 90]).StartMs.ShouldBe(90);
    }

    [Fact]
    public void An_event_of_an_earlier_closed_session_leaves_the_window_alone() =>
        Fold([100, 200, 105]).ShouldBe(Fold([100, 200]));

    [Fact]
    public void Another_name_ends_the_session_at_once_and_a_first_name_is_taken_over()
    {
        Fold(("", 100), ("s1", 101)).ShouldBe(new SessionWindow("s1", 100, 101, 2, Named: true));
        Fold(("", 100), ("s1", 101), ("", 102)).Events.ShouldBe(3);
        Fold(("", 100), ("s1", 101), ("s2", 102)).ShouldBe(new SessionWindow("s2", 102, 102, 1, Named: true));
    }

    private static long[] Times(byte[] steps)
    {
        var timeMs = 1000L;
        return [.. steps.Select(step => timeMs += step % 14)];
    }

    private static List<List<long>> Segments(long[] times)
    {
        List<List<long>> segments = [[times[0]]];
        foreach (var time in times.Skip(1))
        {
            if (time - segments[^1][^1] > GapMs)
            {
                segments.Add([]);
            }

            segments[^1].Add(time);
        }

        return segments;
    }

    private static SessionWindow Fold(long[] times) => Fold([.. times.Select(time => ("", time))]);

    /// <summary>The session of user u after events that name a session of the shop, or none.</summary>
    private static SessionWindow Fold(params (string Name, long TimeMs)[] events)
    {
        var user = new UserState("u", new UserStateOptions { SessionGapMs = GapMs });
        var click = new ClickEvent();
        foreach (var (name, timeMs) in events)
        {
            click.Clear();
            click.Type = EventType.ViewHome;
            click.EventTimeMs = timeMs;
            click.SetSessionId(name);
            user.Apply(click, UserStateSamples.Items);
        }

        return user.Session;
    }
}
