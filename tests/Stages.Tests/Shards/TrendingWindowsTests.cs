using FsCheck;
using FsCheck.Fluent;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Tests.Shards;

public sealed class TrendingWindowsTests
{
    private const long WindowMs = 1_000;

    private static readonly WindowOptions _options =
        new() { TrendingWindowMs = WindowMs, TrendingItemsMax = 3, TrendingTop = 2, OutOfOrdernessMs = 500 };

    [Fact]
    public void What_trends_is_the_count_of_the_newest_closed_window_by_brute_force()
    {
        var wide = new WindowOptions { TrendingWindowMs = WindowMs, TrendingItemsMax = 100, TrendingTop = 2 };
        var touch = from item in Gen.Choose(0, 4)
                    from stepMs in Gen.Choose(-2_500, 1_500)
                    select (Item: $"i{item}", StepMs: stepMs);
        Prop.ForAll(touch.ArrayOf().ToArbitrary(), touches =>
        {
            var windows = new TrendingWindows(wide);
            var seen = new List<(string Item, long TimeMs, long WatermarkMs)>();
            long latestMs = -3_000;
            foreach (var (item, stepMs) in touches)
            {
                var timeMs = latestMs + stepMs;
                latestMs = Math.Max(latestMs, timeMs);
                windows.Advance(latestMs - 500);
                windows.Add(item, timeMs);
                seen.Add((item, timeMs, latestMs - 500));
                windows.Top.ShouldBe(ByBruteForce(seen, latestMs - 500));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_closed_window_ranks_by_count_then_by_id_and_keeps_the_top()
    {
        var windows = new TrendingWindows(_options);
        foreach (var item in new[] { "b", "c", "b", "a", "c" })
        {
            windows.Add(item, 10);
        }

        windows.Top.ShouldBeEmpty();
        windows.Advance(WindowMs - 1);
        windows.Top.ShouldBeEmpty();
        windows.Advance(WindowMs);
        windows.Top.ShouldBe(["b", "c"]);
    }

    [Fact]
    public void A_window_counts_a_bounded_number_of_items_and_goes_on_counting_those()
    {
        var windows = new TrendingWindows(_options);
        foreach (var item in new[] { "a", "b", "c", "d", "d", "d", "c", "c" })
        {
            windows.Add(item, 10);
        }

        windows.Advance(WindowMs);
        windows.Top.ShouldBe(["c", "a"]);
    }

    [Fact]
    public void A_touch_of_a_window_that_the_watermark_has_passed_counts_no_more_though_the_window_was_empty()
    {
        var windows = new TrendingWindows(_options);
        windows.Add("a", 10);
        windows.Advance(5 * WindowMs);
        windows.Add("late", 3 * WindowMs);
        windows.Advance(6 * WindowMs);

        windows.Top.ShouldBe(["a"]);
    }

    [Fact]
    public void A_quiet_window_leaves_what_trended_before_it()
    {
        var windows = new TrendingWindows(_options);
        windows.Add("a", 10);
        windows.Advance(20 * WindowMs);

        windows.Top.ShouldBe(["a"]);
    }

    private static string[] ByBruteForce(IReadOnlyList<(string Item, long TimeMs, long WatermarkMs)> seen, long watermarkMs)
    {
        static long EndOf(long timeMs) => ((long)Math.Floor((double)timeMs / WindowMs) + 1) * WindowMs;
        var counted = seen.Where(touch => EndOf(touch.TimeMs) > touch.WatermarkMs && EndOf(touch.TimeMs) <= watermarkMs).ToArray();
        if (counted.Length == 0)
        {
            return [];
        }

        var newest = counted.Max(touch => EndOf(touch.TimeMs));
        return [.. counted.Where(touch => EndOf(touch.TimeMs) == newest).GroupBy(touch => touch.Item)
            .OrderByDescending(item => item.Count()).ThenBy(item => item.Key, StringComparer.Ordinal).Take(2).Select(item => item.Key)];
    }
}
