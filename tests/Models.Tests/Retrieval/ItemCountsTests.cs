using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class ItemCountsTests
{
    private const int Items = 25;

    [Fact]
    public void A_click_is_a_repeat_where_its_session_held_the_item_before() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var sessions = Logs.Random(seed.Get, 60, Items);
            var counts = ItemCounts.Fit(Logs.Of(Items, sessions));
            for (var row = 0; row < Items; row++)
            {
                counts.Repeats[row].ShouldBe(sessions.Sum(session => Math.Max(0, session.Count(item => item == row) - 1)));
                counts.Clicks[row].ShouldBe(sessions.Sum(session => session.Count(item => item == row)));
                counts.Last[row].ShouldBe(Array.FindLastIndex(sessions, session => session.Contains(row)));
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>
    /// Counted by the square of its length, this session would take 10¹² comparisons, an hour and more; the test would
    /// be stopped by the limit of the run.
    /// </summary>
    [Fact]
    public void A_bot_s_session_of_a_million_clicks_is_counted_in_one_pass()
    {
        const int clicks = 1_000_000;
        int[] bot = [.. Enumerable.Range(0, clicks).Select(click => click / 2)];

        var counts = ItemCounts.Fit(Logs.Of(clicks / 2, [0, 1], bot, [1, 1, 2]));

        counts.Repeats.Sum().ShouldBe((clicks / 2) + 1);
        (counts.Clicks[0], counts.Clicks[1], counts.Clicks[2]).ShouldBe((3, 5, 3));
        (counts.Ends[1], counts.Ends[2], counts.Ends[^1]).ShouldBe((1, 1, 1));
    }
}
