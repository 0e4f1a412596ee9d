using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Events;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Users;

public sealed class RecentItemsTests
{
    [Fact]
    public void Newest_first_is_by_event_time_and_then_by_applied_order_of_what_is_kept() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(), (times, length) =>
        {
            var recent = new RecentItems(7);
            for (var i = 0; i < times.Length; i++)
            {
                recent.Add(Item($"{i}", times[i] % 10));
            }

            var expected = times
                .Select((time, i) => (Time: time % 10, Place: i))
                .TakeLast(7)
                .OrderByDescending(item => item.Time)
                .ThenByDescending(item => item.Place)
                .Select(item => $"{item.Place}")
                .Take(length % 9);
            var target = new RecentItem[length % 9];
            var count = recent.CopyNewestFirst(target);
            target.Take(count).Select(item => item.ItemId).ShouldBe(expected);
            recent.Dropped.ShouldBe(Math.Max(0, times.Length - 7));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_ring_keeps_the_last_in_applied_order()
    {
        var recent = new RecentItems(5);
        for (var i = 0; i < 12; i++)
        {
            recent.Add(Item($"{i}", -i));
            Enumerable.Range(0, recent.Count).Select(k => recent[k].ItemId)
                .ShouldBe(Enumerable.Range(Math.Max(0, i - 4), Math.Min(i + 1, 5)).Select(k => $"{k}"));
        }
    }

    private static RecentItem Item(string id, long timeMs) => new(id, timeMs, EventType.ViewItem, -1);
}
