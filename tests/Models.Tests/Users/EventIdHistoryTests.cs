using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Users;

public sealed class EventIdHistoryTests
{
    [Fact]
    public void The_ring_remembers_the_last_ids_and_no_others() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (capacity, count) =>
        {
            var history = new EventIdHistory(1 + (capacity.Get % 11));
            var ids = Enumerable.Range(1, count.Get % 50).Select(i => (ulong)i * 31).ToArray();
            foreach (var id in ids)
            {
                history.Add(id);
            }

            var kept = ids.TakeLast(history.Capacity).ToArray();
            var oldestFirst = new ulong[history.Count];
            history.CopyOldestFirst(oldestFirst);
            oldestFirst.ShouldBe(kept);
            ids.ShouldAllBe(id => history.Contains(id) == kept.Contains(id));
            history.Contains(0).ShouldBeFalse();
        }).QuickCheckThrowOnFailure();
}
