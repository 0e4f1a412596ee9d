using StreamReco.Models.Events;
using StreamReco.Models.Users;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Tests.State;

public sealed class WaitingClicksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Clicks_are_due_in_the_order_of_a_list_that_is_sorted_anew_each_time(int seed)
    {
        var random = new Random(seed);
        var (waiting, model) = (new WaitingClicks(), new Dictionary<string, PendingRecommendation>());
        for (var step = 0; step < 5_000; step++)
        {
            var user = $"u{random.Next(200)}";
            switch (random.Next(10))
            {
                case < 6:
                    var click = new PendingRecommendation(user, step, step, random.Next(300)); // due times that often agree
                    waiting.Put(click);
                    model[user] = click;
                    break;
                case < 8:
                    waiting.Remove(user).ShouldBe(model.Remove(user));
                    break;
                default:
                    waiting.TryPeek(out var first).ShouldBe(model.Count > 0);
                    if (model.Count > 0)
                    {
                        first.ShouldBe(Sorted(model)[0]);
                        waiting.Remove(first.UserId).ShouldBeTrue();
                        model.Remove(first.UserId);
                    }

                    break;
            }

            waiting.TryGet(user, out var found).ShouldBe(model.TryGetValue(user, out var known));
            found.ShouldBe(known);
            waiting.Count.ShouldBe(model.Count);
        }

        waiting.ToSortedArray().ShouldBe(Sorted(model));
        waiting.Users.Order().ShouldBe(model.Keys.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_guess_of_where_a_click_stands_changes_nothing_however_wrong_it_is(int seed)
    {
        var random = new Random(seed);
        var (guessing, plain) = (new WaitingClicks(), new WaitingClicks());
        var known = new Dictionary<string, (int Node, long Offset)>();
        for (var step = 0; step < 5_000; step++)
        {
            var user = $"u{random.Next(200)}";
            if (random.Next(4) == 0)
            {
                guessing.TryPeek(out var first).ShouldBe(plain.TryPeek(out var other));
                first.ShouldBe(other);
                guessing.Remove(first.UserId).ShouldBe(plain.Remove(first.UserId)); // whose place stays known
                continue;
            }

            var guess = random.Next(10) switch
            {
                0 => (-1, -1L),
                1 => (random.Next(300), -1L),
                _ => known.GetValueOrDefault(user, (-1, -1L)),
            };
            var dueMs = random.Next(300) + (random.Next(3) * step); // mostly later than the one before
            known[user] = (guessing.Put(user, guess, step, step, dueMs), step);
            plain.Put(new PendingRecommendation(user, step, step, dueMs));
        }

        guessing.ToSortedArray().ShouldBe(plain.ToSortedArray());
    }

    [Fact]
    public void A_later_click_of_a_user_takes_the_place_of_the_one_before()
    {
        var waiting = new WaitingClicks();
        waiting.Put(new PendingRecommendation("anna", 1, 10, 50));
        waiting.Put(new PendingRecommendation("ben", 2, 11, 50));
        waiting.Put(new PendingRecommendation("anna", 3, 12, 50));

        waiting.ToSortedArray().Select(click => (click.UserId, click.Offset)).ShouldBe([("ben", 2L), ("anna", 3L)]);
    }

    [Fact]
    public void A_click_that_is_answered_at_once_leaves_nothing_that_waits()
    {
        var (state, trigger) = (new ShardState(new WindowOptions()), new TriggerStage(new TriggerOptions { EmitIntervalMs = 1_000 }));
        var user = new UserState("anna", new UserStateOptions());
        trigger.Decide(state, user, Click(EventType.ViewItem, 1_000), 0).ShouldBeTrue();
        trigger.Decide(state, user, Click(EventType.ViewItem, 1_200), 1).ShouldBeFalse();
        trigger.Decide(state, user, Click(EventType.ViewItem, 1_300), 2).ShouldBeFalse();

        state.Pending.ToSortedArray().ShouldHaveSingleItem().ShouldBe(new PendingRecommendation("anna", 2, 1_300, 2_000));
        trigger.Decide(state, user, Click(EventType.Purchase, 1_400), 3).ShouldBeTrue();

        state.Pending.Count.ShouldBe(0);
    }

    [Fact]
    public void Of_an_earlier_programs_state_the_newest_click_of_a_user_waits_also_where_another_is_due_later()
    {
        var state = new ShardState(new WindowOptions());
        state.Pending.Put(new PendingRecommendation("anna", 9, 12, 50));
        state.Pending.Put(new PendingRecommendation("annb", 5, 11, 90));
        var bytes = state.ToBytes();
        bytes.AsSpan().Replace((byte)'b', (byte)'a'); // as if both were of one user, as an earlier program wrote them

        ShardState.FromBytes(bytes, new WindowOptions()).Pending.ToSortedArray().ShouldHaveSingleItem().Offset.ShouldBe(9);
    }

    private static ClickEvent Click(EventType type, long timeMs)
    {
        var click = new ClickEvent { Type = type, EventTimeMs = timeMs };
        click.SetUserId("anna");
        return click;
    }

    private static PendingRecommendation[] Sorted(Dictionary<string, PendingRecommendation> model) =>
        [.. model.Values.OrderBy(click => click.DueMs).ThenBy(click => click.Offset)];
}
