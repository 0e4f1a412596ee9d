using FsCheck;
using FsCheck.Fluent;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>At most one answer per user and interval of event time, but at once after a strong signal; the last click of a burst is never lost.</summary>
public sealed class ThrottleTests
{
    private const long T = Scenario.StartMs;
    private const int IntervalMs = 1_000;
    private const int OutOfOrdernessMs = 2_000;

    [Fact]
    public void The_same_clicks_are_answered_as_by_the_rule_written_out()
    {
        Prop.ForAll(Clicks(), clicks => Answers(clicks).ShouldBe(ByTheRule(clicks))).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public void The_last_click_of_every_user_is_answered_once_when_time_has_passed()
    {
        Prop.ForAll(Clicks(), clicks =>
        {
            Click[] closed = [.. clicks, new Click(ClickKind.Tick, 0, 0, 60_000)];
            var answers = Answers(closed).Select(answer => answer.Offset).ToArray();
            answers.ShouldBeUnique();
            foreach (var last in closed.Index().Where(click => click.Item.Kind != ClickKind.Tick).GroupBy(click => click.Item.User).Select(user => user.Last().Index))
            {
                answers.ShouldContain(last);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public async Task A_burst_costs_two_answers_the_first_at_once_and_the_last_when_the_watermark_ends_the_interval()
    {
        (await RunAsync(
            EventBytes.View("a", "i1", T),
            EventBytes.View("a", "i2", T + 300),
            EventBytes.View("a", "i4", T + 600),
            EventBytes.View("b", "i1", T + IntervalMs + OutOfOrdernessMs - 1),
            EventBytes.View("c", "i1", T + IntervalMs + OutOfOrdernessMs)))
            .ShouldBe([(0, 0), (3, 3), (4, 4), (2, 4)]);
    }

    [Fact]
    public async Task A_strong_signal_is_answered_at_once_and_takes_the_place_of_the_click_that_waits()
    {
        (await RunAsync(
            EventBytes.View("a", "i1", T),
            EventBytes.View("a", "i2", T + 300),
            EventBytes.AddToCart("a", "i2", T + 400),
            EventBytes.Purchase("a", ["i2"], T + 500),
            EventBytes.View("z", "i1", T + 60_000)))
            .ShouldBe([(0, 0), (2, 2), (3, 3), (4, 4)]);
    }

    [Fact]
    public async Task A_late_answer_starts_the_next_interval_where_it_was_due()
    {
        (await RunAsync(
            EventBytes.View("a", "i1", T),
            EventBytes.View("a", "i2", T + 300),
            EventBytes.View("z", "i1", T + IntervalMs + OutOfOrdernessMs),
            EventBytes.View("a", "i4", T + 1_900),
            EventBytes.View("a", "i5", T + 2_000)))
            .ShouldBe([(0, 0), (2, 2), (1, 2), (4, 4)]);
    }

    [Fact]
    public async Task Without_an_interval_every_click_is_answered()
    {
        (await RunAsync(intervalMs: 0, EventBytes.View("a", "i1", T), EventBytes.View("a", "i1", T + 1), EventBytes.Home("a", T + 1)))
            .ShouldBe([(0, 0), (1, 1), (2, 2)]);
    }

    private static Task<(long Offset, long At)[]> RunAsync(params byte[][] events) => RunAsync(IntervalMs, events);

    private static async Task<(long Offset, long At)[]> RunAsync(int intervalMs, params byte[][] events)
    {
        var log = new PartitionLog();
        foreach (var bytes in events)
        {
            log.Add(bytes, T + 60_000);
        }

        return await AnswersAsync(intervalMs, log);
    }

    /// <summary>The offset of each answered click, with the offset of the record that released it.</summary>
    private static async Task<(long Offset, long At)[]> AnswersAsync(int intervalMs, PartitionLog log)
    {
        var setup = new Scenario([], [], intervalMs).Setup();
        using var owner = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(new InMemoryCommitLog()));
        var answers = new List<(long, long)>();
        foreach (var record in log.Records)
        {
            var folded = await owner.FoldAsync(log.Slice(record.Offset, record.Offset + 1));
            answers.AddRange(folded.Answers.Select(request => (request.Offset, record.Offset)));
        }

        return [.. answers];
    }

    private static Arbitrary<Click[]> Clicks()
    {
        var click =
            from kind in Gen.Frequency(
                (8, Gen.Constant(ClickKind.View)), (2, Gen.Constant(ClickKind.Disordered)), (1, Gen.Constant(ClickKind.Cart)), (1, Gen.Constant(ClickKind.Tick)))
            from user in Gen.Choose(0, 2)
            from item in Gen.Choose(0, 8)
            from gapMs in Gen.Choose(0, 700)
            select new Click(kind, user, item, gapMs);
        return click.ArrayOf().ToArbitrary();
    }

    private static (long Offset, long At)[] Answers(Click[] clicks)
    {
        var log = new PartitionLog();
        foreach (var (i, timeMs) in Times(clicks))
        {
            _ = clicks[i].Kind switch
            {
                ClickKind.Tick => log.AddTick(timeMs),
                ClickKind.Cart => log.Add(EventBytes.AddToCart($"u{clicks[i].User}", "i1", timeMs, $"e{i}"), T + 200_000),
                _ => log.Add(EventBytes.View($"u{clicks[i].User}", "i1", timeMs, $"e{i}"), T + 200_000),
            };
        }

        return Outcome.Finish(AnswersAsync(IntervalMs, log));
    }

    private static IEnumerable<(int Index, long TimeMs)> Times(Click[] clicks)
    {
        var nowMs = T;
        for (var i = 0; i < clicks.Length; i++)
        {
            nowMs += clicks[i].GapMs;
            yield return (i, clicks[i].Kind == ClickKind.Disordered ? nowMs - (clicks[i].Item * 200) : nowMs);
        }
    }

    /// <summary>The rule over plain lists, every waiting click looked at every time.</summary>
    private static (long Offset, long At)[] ByTheRule(Click[] clicks)
    {
        var answers = new List<(long, long)>();
        var last = new Dictionary<int, long>();
        var waiting = new Dictionary<int, (long DueMs, long Offset)>();
        var latestMs = long.MinValue;
        foreach (var (i, timeMs) in Times(clicks))
        {
            var (kind, user) = (clicks[i].Kind, clicks[i].User);
            if (kind != ClickKind.Tick)
            {
                latestMs = Math.Max(latestMs, timeMs);
                if (kind == ClickKind.Cart || !last.TryGetValue(user, out var before) || timeMs - before >= IntervalMs)
                {
                    answers.Add((i, i));
                    last[user] = Math.Max(timeMs, last.GetValueOrDefault(user, long.MinValue));
                    waiting.Remove(user);
                }
                else
                {
                    waiting[user] = (before + IntervalMs, i);
                }
            }

            var untilMs = kind == ClickKind.Tick ? long.MaxValue : latestMs - OutOfOrdernessMs;
            foreach (var (who, (dueMs, offset)) in waiting.Where(w => w.Value.DueMs <= untilMs).OrderBy(w => w.Value).ToArray())
            {
                answers.Add((offset, i));
                last[who] = dueMs;
                waiting.Remove(who);
            }
        }

        return [.. answers];
    }
}
