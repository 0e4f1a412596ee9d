using FsCheck;
using FsCheck.Fluent;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Tests.State;

public sealed class UserSlotsTests
{
    /// <summary>Few hashes, so that many share one; some fall on the end of the table and wrap around.</summary>
    private static ulong HashOf(int user) => (ulong)(user % 3 == 0 ? 0x3ff : user % 7) << 32;

    [Fact]
    public void It_finds_what_was_added_and_not_removed_whatever_collides() => Prop.ForAll(
        ArbMap.Default.ArbFor<int[]>(), steps =>
        {
            var slots = new UserSlots();
            var known = new Dictionary<int, int>();
            foreach (var step in steps)
            {
                var user = Math.Abs(step % 40);
                if (known.Remove(user, out var slot))
                {
                    slots.Remove(slot);
                }
                else
                {
                    known.Add(user, slots.Add(HashOf(user)));
                }
            }

            slots.Count.ShouldBe(known.Count);
            foreach (var (user, slot) in known)
            {
                Found(slots, HashOf(user)).ShouldContain(slot);
            }

            foreach (var same in Enumerable.Range(0, 40).GroupBy(HashOf))
            {
                Found(slots, same.Key).Order().ShouldBe(same.Where(known.ContainsKey).Select(user => known[user]).Order());
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_finds_all_of_many_after_it_has_grown()
    {
        const int users = 20_000;
        var slots = new UserSlots();
        int[] added = [.. Enumerable.Range(0, users).Select(user => slots.Add(UserSlots.HashOf($"user {user}")))];

        slots.Count.ShouldBe(users);
        for (var user = 0; user < users; user++)
        {
            Found(slots, UserSlots.HashOf($"user {user}")).ShouldBe([added[user]]);
        }
    }

    [Fact]
    public void A_slot_that_was_given_free_is_used_again()
    {
        var slots = new UserSlots();
        var first = slots.Add(1);
        slots.Add(2);
        slots.Remove(first);

        slots.Add(3).ShouldBe(first);
        slots.End.ShouldBe(2);
    }

    private static List<int> Found(UserSlots slots, ulong hash)
    {
        var (found, at) = (new List<int>(), slots.FirstOf(hash));
        for (int slot; (slot = slots.Next(hash, ref at)) >= 0;)
        {
            found.Add(slot);
        }

        return found;
    }
}
