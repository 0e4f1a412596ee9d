using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Users;

/// <summary>Two states of a person become one, whichever comes first.</summary>
public sealed class UserMergeTests
{
    private static readonly UserStateOptions _wide = new() { RecentItemsMax = 200, DedupeEventsMax = 400 };
    private static readonly UserStateOptions _narrow = new() { RecentItemsMax = 6, DedupeEventsMax = 5 };

    [Fact]
    public void The_order_of_two_does_not_matter_and_what_is_within_bounds_has_the_same_bytes() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (seed, first, second) =>
        {
            foreach (var options in (UserStateOptions[])[_wide, _narrow])
            {
                UserState One() => Sample(seed.Get, first.Get % 40, options);
                UserState Two() => Sample(seed.Get + 1, second.Get % 40, options);

                Text(Merged(options, One(), Two())).ShouldBe(Text(Merged(options, Two(), One())));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_three_it_does_not_matter_which_two_come_first() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (seed, events) =>
        {
            foreach (var options in (UserStateOptions[])[_wide, _narrow])
            {
                UserState Of(int number) => Sample(seed.Get + number, (events.Get + (number * 7)) % 30, options);

                var left = Merged(options, Merged(options, Of(0), Of(1)), Of(2));
                var right = Merged(options, Of(0), Merged(options, Of(1), Of(2)));

                HistoryOf(left).ShouldBe(HistoryOf(right));
                left.Recent.Dropped.ShouldBe(right.Recent.Dropped);
                (left.Applied, left.FirstEventMs, left.LastEventMs, left.Answers.LastAnsweredMs)
                    .ShouldBe((right.Applied, right.FirstEventMs, right.LastEventMs, right.Answers.LastAnsweredMs));
                left.EventsByType.ToArray().ShouldBe(right.EventsByType.ToArray());
                if (options == _wide)
                {
                    HashesOf(left).Order().ShouldBe(HashesOf(right).Order()); // with a bound, whose ids were merged first lose more of them
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Weights_of_interests_add_after_both_have_decayed_to_the_later_time_and_the_strongest_stay()
    {
        var options = new UserStateOptions { InterestHalfLifeMs = 1_000 };
        var (one, two) = (new InterestTags(), new InterestTags());
        one.Add("lamps", 4, 1_000, 1_000);
        one.Add("chairs", 1, 2_000, 1_000);
        two.Add("lamps", 1, 2_000, 1_000);
        for (var i = 0; i < InterestTags.Capacity - 1; i++)
        {
            two.Add($"t{i}", 2 + i, 2_000, 1_000);
        }

        one.Unite(two, options.InterestHalfLifeMs);

        one.Tags.Count.ShouldBe(InterestTags.Capacity);
        one.Tags[0].Tag.ShouldBe("t6");
        one.Tags.ShouldContain(new InterestTag("lamps", 3, 2_000));
        one.Tags.ShouldNotContain(tag => tag.Tag == "chairs");
    }

    [Fact]
    public void Sessions_without_a_gap_between_them_are_one_and_else_the_later_one_is_the_user_s()
    {
        var before = new SessionWindow("v:100", 100, 200, 3, Named: false);
        var after = new SessionWindow("u:250", 250, 300, 2, Named: false);

        before.Unite(after, gapMs: 50).ShouldBe(new SessionWindow("u:250", 100, 300, 5, Named: false));
        after.Unite(before, gapMs: 50).ShouldBe(before.Unite(after, gapMs: 50));
        before.Unite(after, gapMs: 49).ShouldBe(after);
        (before with { Id = "a", Named = true }).Unite(after with { Id = "b", Named = true }, 1_000).Id.ShouldBe("b");
        (before with { Id = "a", Named = true }).Unite(after, 1_000).ShouldBe(new SessionWindow("a", 100, 300, 5, Named: true));
        SessionWindow.None.Unite(after, 1_000).ShouldBe(after);
    }

    [Fact]
    public void The_vector_is_made_of_the_history_of_both()
    {
        var (user, other) = (Sample(3, 30, _wide), Sample(4, 30, _wide));

        var merged = Merged(_wide, user, other);
        var read = Codec(_wide).Read(Bytes(merged));

        merged.Vector.ShouldNotBeNull().Values.ToArray().ShouldBe(read.Vector.ShouldNotBeNull().Values.ToArray());
        merged.Vector!.Values.ToArray().ShouldNotBe(Sample(3, 30, _wide).Vector!.Values.ToArray());
    }

    [Fact]
    public void A_repeat_of_what_is_there_adds_no_interaction()
    {
        var (user, other) = (Sample(3, 20, _wide), Sample(3, 20, _wide));
        var before = user.Recent.Count;

        user.Recent.Unite(other.Recent);

        (user.Recent.Count, user.Recent.Dropped).ShouldBe((before, 0));
    }

    [Fact]
    public void Links_and_what_is_known_of_clicking_stay_those_of_the_user()
    {
        var (user, other) = (Sample(3, 5, _wide), Sample(4, 5, _wide));
        user.Link().Put(new LinkedId("visitor", LinkState.Current, 2, 9));
        other.Link().PointTo("somebody", 1);
        other.JudgeForBot();

        UserMerge.Merge(user, other, _wide, UserStateSamples.Items);

        (user.Identity!.PointsTo, user.Identity.Ids.Single().Id, user.Bot).ShouldBe((null, "visitor", null));
    }

    private static UserState Sample(int seed, int events, UserStateOptions options)
    {
        var user = UserStateSamples.Random(seed, events, options);
        user.Answers = user.Answers with { PendingOffset = -1 };
        return user;
    }

    private static UserState Merged(UserStateOptions options, UserState one, UserState two)
    {
        UserMerge.Merge(one, two, options, UserStateSamples.Items);
        return one;
    }

    /// <summary>Everything but whose it is.</summary>
    private static string Text(UserState user)
    {
        var (bytes, id) = (Bytes(user), System.Text.Encoding.UTF8.GetByteCount(user.UserId));
        return Convert.ToHexString(bytes.AsSpan(2 + id));
    }

    private static byte[] Bytes(UserState user)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec(_wide).Write(user, output);
        return output.WrittenSpan.ToArray();
    }

    private static UserStateCodec Codec(UserStateOptions options) => new(options, UserStateSamples.Items);

    private static string HistoryOf(UserState user) => string.Join(
        ' ', Enumerable.Range(0, user.Recent.Count).Select(i => $"{user.Recent[i].ItemId}@{user.Recent[i].TimeMs}{user.Recent[i].Type}"));

    private static ulong[] HashesOf(UserState user)
    {
        var hashes = new ulong[user.EventIds.Count];
        user.EventIds.CopyOldestFirst(hashes);
        return hashes;
    }
}
