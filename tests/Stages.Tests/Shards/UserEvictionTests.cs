using StreamReco.Models.Users;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

public sealed class UserEvictionTests
{
    private const long T = Scenario.StartMs;

    private readonly ShardSetup _setup = new Scenario([], [], IntervalMs: 1_000).Setup(residents: 1);
    private readonly PartitionLog _log = new();

    [Fact]
    public async Task A_user_goes_once_the_store_has_it_and_not_before()
    {
        using var owner = await OpenAsync();
        await TakeAsync(owner, EventBytes.View("a", "i1", T), EventBytes.View("b", "i2", T));
        owner.Users.Count.ShouldBe(2);

        await owner.StoreSnapshotAsync();
        await TakeAsync(owner, EventBytes.View("c", "i2", T + 1));

        owner.Users.Count.ShouldBe(1);
        owner.Users.Find("c").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_user_that_went_comes_back_with_its_next_click_as_if_it_had_stayed()
    {
        using var owner = await OpenAsync();
        await EvictAsync(owner, "a", EventBytes.View("a", "i1", T), EventBytes.View("a", "i2", T + 5_000));

        await TakeAsync(owner, EventBytes.View("a", "i4", T + 10_000));

        var user = (await ReadAsync(owner, "a"));
        user.Applied.ShouldBe(3);
        Enumerable.Range(0, 3).Select(i => user.Recent[i].ItemId).ShouldBe(["i1", "i2", "i4"]);
    }

    [Fact]
    public async Task A_repeat_is_recognised_although_its_user_went()
    {
        using var owner = await OpenAsync();
        var click = EventBytes.View("a", "i1", T);
        await EvictAsync(owner, "a", click);

        await TakeAsync(owner, click);

        owner.Counters.Duplicate.ShouldBe(1);
    }

    [Fact]
    public async Task A_user_with_a_waiting_click_stays()
    {
        using var owner = await OpenAsync();
        await TakeAsync(owner, EventBytes.View("a", "i1", T), EventBytes.View("a", "i2", T + 100));
        await owner.StoreSnapshotAsync();
        await TakeAsync(owner, EventBytes.View("b", "i1", T + 200), EventBytes.View("c", "i1", T + 200));
        await owner.StoreSnapshotAsync();
        await TakeAsync(owner, EventBytes.View("d", "i1", T + 200));

        owner.Users.Find("a").ShouldNotBeNull();
        owner.Users.Find("b").ShouldBeNull();
    }

    // A strong click takes the place of a waiting one; the waiting one's entry stays until it is due.
    [Fact]
    public async Task A_click_that_waits_no_longer_does_not_harm_its_user_who_went()
    {
        using var owner = await OpenAsync();
        await EvictAsync(
            owner, "a", EventBytes.View("a", "i1", T), EventBytes.View("a", "i2", T + 100), EventBytes.AddToCart("a", "i2", T + 200));

        await TakeAsync(owner, EventBytes.View("z", "i1", T + 30_000));

        (await ReadAsync(owner, "a")).Applied.ShouldBe(3);
    }

    private async Task EvictAsync(ShardHarness owner, string user, params byte[][] clicks)
    {
        await TakeAsync(owner, clicks);
        await owner.StoreSnapshotAsync();
        await TakeAsync(owner, EventBytes.View("x", "i1", T + 200));
        await TakeAsync(owner, EventBytes.View("y", "i1", T + 200));
        owner.Users.Find(user).ShouldBeNull();
    }

    private async Task<UserState> ReadAsync(ShardHarness owner, string user) =>
        new UserStateCodec(_setup.Options.UserState, _setup.Model.Items).Read((await owner.StoreAndReadUsersAsync())[user]);

    private Task<ShardHarness> OpenAsync() => ShardHarness.OpenAsync(_setup, new InMemoryShardSink(new InMemoryCommitLog()));

    private async Task TakeAsync(ShardHarness owner, params byte[][] clicks)
    {
        var from = _log.NextOffset;
        foreach (var click in clicks)
        {
            _log.Add(click, T + 60_000);
        }

        await owner.RunAsync(_log.Slice(from, _log.NextOffset));
    }
}
