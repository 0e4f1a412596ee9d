using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.Stages.State;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Stages.Tests.State;

public sealed class UserTableTests
{
    private const long StartMs = 1_700_000_000_000L;

    private static readonly UserStateOptions _options = new() { RecentItemsMax = 5, DedupeEventsMax = 4, SessionGapMs = 10_000 };
    private static readonly ItemSpace _items = SmallModel.Create().Items;
    private static readonly ItemSpace _others = SmallModel.Create(seed: 2).Items;

    [Fact]
    public void Packing_leaves_no_trace_in_what_is_stored() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var packing = Table(unpackedMax: 2);
            var plain = Table(unpackedMax: 10_000);
            var (random, twin) = (new Random(seed.Get), new Random(seed.Get));
            for (var part = 0; part < 4; part++)
            {
                Play(packing, random, clicks: 60, part);
                Play(plain, twin, clicks: 60, part);
                Text(packing.CaptureChanged().Users).ShouldBe(Text(plain.CaptureChanged().Users));
            }

            packing.Count.ShouldBe(plain.Count);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_user_who_is_packed_is_found_and_has_the_same_vector()
    {
        var (packing, plain) = (Table(unpackedMax: 2), Table(unpackedMax: 10_000));
        Play(packing, new Random(3), clicks: 200, part: 0);
        Play(plain, new Random(3), clicks: 200, part: 0);

        for (var user = 0; user < 12; user++)
        {
            var (found, same) = (packing.Find($"u{user}"), plain.Find($"u{user}"));
            found!.UserId.ShouldBe($"u{user}");
            found.Vector!.Values.ToArray().ShouldBe(same!.Vector!.Values.ToArray());
            found.Vector.PackedCovariance().ShouldBe(same.Vector.PackedCovariance());
        }

        packing.Find("nobody").ShouldBeNull();
    }

    /// <summary>Users come, go and are packed between the look ahead and the click, and it still finds nobody else.</summary>
    [Fact]
    public void Looking_ahead_leaves_no_trace_and_finds_the_same_users() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var (ahead, plain) = (Table(unpackedMax: 2), Table(unpackedMax: 2));
            var (random, waiting) = (new Random(seed.Get), new WaitingClicks());
            for (var part = 0; part < 6; part++)
            {
                ClickEvent[] clicks = [.. Enumerable.Range(0, random.Next(1, 50)).Select(i => Click($"u{random.Next(30)}", part, i))];
                for (var i = 0; i < clicks.Length; i++)
                {
                    ahead.Approach(clicks, clicks.Length, i, waiting);
                    (ahead.Find(clicks[i].UserId)?.UserId).ShouldBe(plain.Find(clicks[i].UserId)?.UserId);
                    var erased = random.Next(5) == 0 ? $"u{random.Next(30)}" : null;
                    foreach (var table in new[] { ahead, plain })
                    {
                        table.GetForChange(clicks[i].UserId).Apply(clicks[i], _items);
                        if (erased is not null)
                        {
                            table.Erase(erased);
                        }
                    }
                }

                Text(ahead.CaptureChanged().Users).ShouldBe(Text(plain.CaptureChanged().Users));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_packed_user_whose_click_waits_is_not_evicted()
    {
        var table = Table(unpackedMax: 2, residentMax: 1);
        foreach (var user in new[] { "waits", "a", "b", "c", "d" })
        {
            table.GetForChange(user).Answers = new RecommendationClock(StartMs, user == "waits" ? 7 : -1);
        }

        table.MarkStored(table.CaptureChanged().Capture);
        table.Evict();
        table.Evict();

        table.Count.ShouldBe(1);
        table.Find("waits")!.Answers.PendingOffset.ShouldBe(7);
        table.MayBeCold("a").ShouldBeTrue();
    }

    [Fact]
    public void A_stored_user_whose_click_waits_is_admitted_and_not_evicted()
    {
        var before = Table(unpackedMax: 2);
        before.GetForChange("waits").Answers = new RecommendationClock(StartMs, 7);
        var stored = before.CaptureChanged().Users;
        var table = Table(unpackedMax: 2, residentMax: 1);
        table.Admit(stored);
        foreach (var user in new[] { "a", "b", "c" })
        {
            table.GetForChange(user);
        }

        table.MarkStored(table.CaptureChanged().Capture);
        table.Evict();
        table.Evict();

        table.Count.ShouldBe(1);
        table.Find("waits")!.Answers.PendingOffset.ShouldBe(7);
    }

    [Fact]
    public void A_user_who_is_erased_while_packed_is_gone_and_may_begin_anew()
    {
        var table = Table(unpackedMax: 2);
        Play(table, new Random(1), clicks: 100, part: 0);

        table.Erase("u3").ShouldBeTrue();
        table.Erase("u3").ShouldBeFalse();
        table.Find("u3").ShouldBeNull();
        table.GetForChange("u3").Applied.ShouldBe(0);

        var (users, erased, _) = table.CaptureChanged();
        erased.ShouldBe(["u3"]);
        users.Count(user => user.UserId == "u3").ShouldBe(1);
        users.Count.ShouldBe(table.Count);
    }

    [Fact]
    public void The_bytes_of_a_capture_stay_until_it_is_stored()
    {
        var table = Table(unpackedMax: 2);
        Play(table, new Random(1), clicks: 50, part: 0);
        var first = table.CaptureChanged();
        var text = Text(first.Users);
        Play(table, new Random(2), clicks: 50, part: 1);
        var second = table.CaptureChanged(); // the first is on its way to the store

        Text(first.Users).ShouldBe(text);
        table.MarkStored(first.Capture);
        table.MarkStored(second.Capture);
        table.CaptureChanged().Users.ShouldBeEmpty();
    }

    [Fact]
    public void A_state_that_is_too_long_to_be_packed_stays_as_it_is()
    {
        var table = new UserTable(
            new UserStateOptions { RecentItemsMax = 5_000 }, new UserStateCodec(new UserStateOptions { RecentItemsMax = 5_000 }, _items),
            int.MaxValue, storeHasUsers: false, unpackedMax: 2);
        var large = table.GetForChange("large");
        for (var i = 0; i < 2_000; i++)
        {
            large.Recent.Add(new RecentItem($"{i}-{new string('x', 200)}", StartMs, EventType.ViewItem, -1));
        }

        foreach (var user in Enumerable.Range(0, 10))
        {
            table.GetForChange($"u{user}");
        }

        table.Find("large")!.Recent.Count.ShouldBe(2_000);
    }

    /// <summary>Neither the ids of user and session nor what a user is made of are made anew for a click that nobody answers.</summary>
    [Fact]
    public void Clicks_of_users_who_are_packed_meanwhile_allocate_nothing()
    {
        const int users = 40;
        var (table, random, click) = (Table(unpackedMax: 4), new Random(5), new ClickEvent { EventTimeMs = StartMs });
        click.AddItem(new ItemTouch("i3", "c3", 10, 1));
        for (var round = 0; round < 400; round++)
        {
            Round();
        }

        // The least of the rounds: code that is not compiled in its last form yet allocates what that form does not.
        Enumerable.Range(0, 20).Min(_ => Round()).ShouldBe(0);

        long Round()
        {
            Span<char> id = stackalloc char[12];
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var user = 0; user < users; user++)
            {
                (user + 1_000).TryFormat(id, out var length);
                click.SetUserId(id[..length]);
                click.SetSessionId("a session of the shop");
                (click.Type, click.EventTimeMs, click.EventIdHash) = (EventType.ViewItem, click.EventTimeMs + 10, (ulong)random.NextInt64());
                table.GetForChange(click.UserId).Apply(click, _items);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static UserTable Table(int unpackedMax, int residentMax = int.MaxValue) =>
        new(_options, new UserStateCodec(_options, _items), residentMax, storeHasUsers: false, unpackedMax);

    /// <summary>Clicks of a dozen users; from the third part on under another model.</summary>
    private static void Play(UserTable table, Random random, int clicks, int part)
    {
        var (click, items) = (new ClickEvent(), part < 2 ? _items : _others);
        if (part == 2)
        {
            table.MoveTo(_others);
        }

        for (var i = 0; i < clicks; i++)
        {
            click.Clear();
            click.Type = (EventType)random.Next(1, EventTypes.TableLength);
            click.EventTimeMs = StartMs + (part * 1_000_000) + (i * 3_000);
            click.HasEventId = true;
            click.EventIdHash = (ulong)random.NextInt64();
            click.AddItem(new ItemTouch($"i{random.Next(15)}", $"c{random.Next(12)}", 10, 1));
            var user = table.GetForChange($"u{random.Next(12)}");
            user.MoveTo(items);
            user.Apply(click, items);
        }
    }

    private static ClickEvent Click(string userId, int part, int number)
    {
        var click = new ClickEvent { Type = EventType.ViewItem, EventTimeMs = StartMs + (part * 1_000_000) + (number * 3_000) };
        click.SetUserId(userId);
        click.AddItem(new ItemTouch($"i{number % 15}", null, 10, 1));
        return click;
    }

    private static string[] Text(IReadOnlyList<StoredUser> users) =>
        [.. users.Select(user => $"{user.UserId} {Convert.ToHexString(user.State.Span)}").Order(StringComparer.Ordinal)];
}
