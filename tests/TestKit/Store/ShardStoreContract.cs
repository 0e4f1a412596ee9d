using System.Collections.Concurrent;
using System.Text;
using Shouldly;
using StreamReco.Stages.Ports;
using StreamReco.TestKit.Prerequisites;
using Xunit;

namespace StreamReco.TestKit.Store;

/// <summary>What every <see cref="IShardStore"/> keeps. An adapter's test class inherits it and says how to open a store.</summary>
public abstract class ShardStoreContract : IAsyncLifetime
{
    protected static readonly ShardId Shard = new("shop", "clicks", 3);

    private readonly ConcurrentBag<IShardStore> _opened = [];

    protected IShardStore Store { get; private set; } = null!;

    /// <summary>A new client of the test's own, initially empty database; the same database at every call.</summary>
    protected abstract IShardStore Connect();

    /// <summary>Removes the database.</summary>
    protected virtual Task DeleteAsync() => Task.CompletedTask;

    public virtual async Task InitializeAsync() => Store = await OpenAsync();

    public async Task DisposeAsync()
    {
        foreach (var store in _opened)
        {
            await store.DisposeAsync();
        }

        await DeleteAsync();
    }

    protected async Task<IShardStore> OpenAsync()
    {
        var store = Connect();
        _opened.Add(store);
        await store.InitializeAsync(default);
        return store;
    }

    [ContractFact]
    public async Task A_shard_nobody_knows_has_no_snapshot_and_no_users()
    {
        (await Store.LoadAsync(Shard, default)).ShouldBeNull();
        (await Store.LoadUsersAsync(Shard, ["ann"], default)).ShouldBeEmpty();
        (await ReadAsync(Shard)).ShouldBeEmpty();
        (await Store.ListShardsAsync(default)).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task Epochs_rise_by_one_with_every_acquisition_of_a_shard()
    {
        var other = Shard with { Partition = 4 };
        (await Store.AcquireAsync(Shard, "a", default)).ShouldBe(new ShardLease(Shard, "a", 1));
        (await Store.AcquireAsync(Shard, "b", default)).ShouldBe(new ShardLease(Shard, "b", 2));
        (await Store.AcquireAsync(Shard, "b", default)).Epoch.ShouldBe(3);
        (await Store.AcquireAsync(other, "a", default)).Epoch.ShouldBe(1);
    }

    [ContractFact]
    public async Task An_owner_takes_its_shard_again_only_while_it_was_not_overtaken()
    {
        var first = await Store.AcquireAsync(Shard, "a", default);
        var again = await Store.ReacquireAsync(first, default);
        again.ShouldBe(new ShardLease(Shard, "a", 2));
        await Should.ThrowAsync<StaleOwnerException>(() => Store.ReacquireAsync(first, default));

        await Store.AcquireAsync(Shard, "b", default);
        (await Should.ThrowAsync<StaleOwnerException>(() => Store.ReacquireAsync(again, default))).Message.ShouldContain("3");
        (await Store.AcquireAsync(Shard, "a", default)).Epoch.ShouldBe(4);
    }

    [ContractFact]
    public async Task A_shard_that_was_only_acquired_has_no_snapshot_but_is_listed()
    {
        await Store.AcquireAsync(Shard, "a", default);
        (await Store.LoadAsync(Shard, default)).ShouldBeNull();
        (await Store.ListShardsAsync(default)).ShouldBe([Shard]);
    }

    [ContractFact]
    public async Task Acquisitions_at_the_same_time_get_different_epochs()
    {
        var other = await OpenAsync();
        var leases = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => Task.Run(() => (i % 2 == 0 ? Store : other).AcquireAsync(Shard, $"owner {i}", default))));
        leases.Select(lease => lease.Epoch).Order().ShouldBe(Enumerable.Range(1, 20).Select(i => (long)i));
    }

    [ContractFact]
    public async Task A_save_is_what_the_next_load_gives()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        await Store.SaveAsync(lease, Delta(42, "shard", ("ann", "1"), ("bob", "2")), default);
        (await SnapshotAsync(Shard)).ShouldBe((42, "shard", 2));
        (await LookUpAsync(Shard, "ann", "bob", "nobody")).ShouldBe(["ann=1", "bob=2"]);
    }

    [ContractFact]
    public async Task Empty_states_and_the_empty_user_id_are_kept()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        await Store.SaveAsync(lease, Delta(0, "", ("", ""), ("ann", "")), default);
        (await SnapshotAsync(Shard)).ShouldBe((0, "", 2));
        (await LookUpAsync(Shard, "", "ann")).ShouldBe(["=", "ann="]);
    }

    [ContractFact]
    public async Task A_save_leaves_the_users_that_it_does_not_name()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        await Store.SaveAsync(lease, Delta(10, "s1", ("ann", "1"), ("bob", "1"), ("cid", "1")), default);
        await Store.SaveAsync(lease, Delta(20, "s2", ("bob", "2"), ("dan", "2")), default);
        await Store.SaveAsync(lease, Delta(30, "s3"), default);
        (await SnapshotAsync(Shard)).ShouldBe((30, "s3", 4));
        (await ReadAsync(Shard)).ShouldBe(["ann=1", "bob=2", "cid=1", "dan=2"]);
    }

    [ContractFact]
    public async Task Users_that_another_partition_has_too_are_counted()
    {
        foreach (var shard in new[] { Shard, Shard with { Partition = 4 }, Shard with { Partition = 5 }, Shard with { Topic = "other" }, Shard with { Pipeline = "other" } })
        {
            var lease = await Store.AcquireAsync(shard, "a", default);
            var own = $"{shard.Pipeline} {shard.Topic} {shard.Partition}";
            await Store.SaveAsync(lease, Delta(1, "s", shard == Shard ? [("ann", "1"), ("bob", "1"), ("cid", "1")] : [(own, "1")]), default);
        }

        (await Store.CountElsewhereAsync(Shard, ["ann", "bob", "cid"], default)).ShouldBe(0);
        (await Store.CountElsewhereAsync(Shard, ["ann", "shop clicks 4", "shop clicks 5", "shop other 3", "other clicks 3"], default)).ShouldBe(2);
        (await Store.CountElsewhereAsync(Shard with { Partition = 4 }, ["ann", "cid", "ann"], default)).ShouldBe(2);
        (await Store.CountElsewhereAsync(Shard with { Partition = 9 }, [], default)).ShouldBe(0);
    }

    [ContractFact]
    public async Task Erased_users_are_gone_and_one_that_began_anew_has_its_new_state()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        var other = await Store.AcquireAsync(Shard with { Partition = 4 }, "a", default);
        await Store.SaveAsync(lease, Delta(10, "s1", ("ann", "1"), ("bob", "1"), ("cid", "1")), default);
        await Store.SaveAsync(other, Delta(10, "s1", ("ann", "1")), default);

        await Store.SaveAsync(lease, Delta(20, "s2", ("bob", "2")) with { Erased = ["ann", "bob", "nobody"] }, default);

        (await ReadAsync(Shard)).ShouldBe(["bob=2", "cid=1"]);
        (await SnapshotAsync(Shard)).ShouldBe((20, "s2", 2));
        (await LookUpAsync(Shard, "ann")).ShouldBeEmpty();
        (await ReadAsync(other.Shard)).ShouldBe(["ann=1"]);
    }

    [ContractFact]
    public async Task A_whole_state_takes_the_place_of_everything_that_was_stored_of_the_shard()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        var other = await Store.AcquireAsync(Shard with { Partition = 4 }, "a", default);
        await Store.SaveAsync(lease, Delta(10, "s1", ("ann", "1"), ("bob", "1")), default);
        await Store.SaveAsync(other, Delta(10, "s1", ("ann", "1")), default);

        await Store.SaveAsync(lease, Delta(0, "s2", ("cid", "2")) with { IsWhole = true }, default);

        (await ReadAsync(Shard)).ShouldBe(["cid=2"]);
        (await SnapshotAsync(Shard)).ShouldBe((0, "s2", 1));
        (await ReadAsync(other.Shard)).ShouldBe(["ann=1"]);
    }

    [ContractFact]
    public async Task Users_of_any_id_can_be_erased()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        string[] ids = [.. OddIds().Distinct(StringComparer.Ordinal)];
        await Store.SaveAsync(lease, Delta(10, "s", [.. ids.Select(id => (id, "1"))]), default);

        await Store.SaveAsync(lease, Delta(20, "s") with { Erased = ids[1..] }, default);

        (await ReadAsync(Shard)).ShouldBe([$"{ids[0]}=1"]);
    }

    [ContractFact]
    public async Task A_lease_passes_the_check_until_the_next_one_is_given_out()
    {
        var stale = await Store.AcquireAsync(Shard, "a", default);
        await Store.CheckAsync(stale, default);
        var fresh = await (await OpenAsync()).AcquireAsync(Shard, "b", default);

        await Store.CheckAsync(fresh, default);
        (await Should.ThrowAsync<StaleOwnerException>(() => Store.CheckAsync(stale, default))).Message.ShouldContain("epoch 2");
        await Should.ThrowAsync<StaleOwnerException>(() => Store.CheckAsync(stale with { Shard = Shard with { Partition = 9 } }, default));
    }

    [ContractFact]
    public async Task A_stale_owner_is_refused_and_writes_nothing()
    {
        var stale = await Store.AcquireAsync(Shard, "a", default);
        await Store.SaveAsync(stale, Delta(10, "s1", ("ann", "1")), default);
        var fresh = await (await OpenAsync()).AcquireAsync(Shard, "b", default);

        var refused = await Should.ThrowAsync<StaleOwnerException>(
            () => Store.SaveAsync(stale, Delta(20, "s2", ("ann", "2"), ("bob", "2")), default));
        refused.Message.ShouldContain("epoch 2");
        (await SnapshotAsync(Shard)).ShouldBe((10, "s1", 1));
        (await ReadAsync(Shard)).ShouldBe(["ann=1"]);

        await Store.SaveAsync(fresh, Delta(30, "s3", ("ann", "3")), default);
        (await SnapshotAsync(Shard)).ShouldBe((30, "s3", 1));
    }

    [ContractFact]
    public async Task A_lease_of_a_shard_that_the_store_does_not_know_is_stale()
    {
        await Should.ThrowAsync<StaleOwnerException>(
            () => Store.SaveAsync(new ShardLease(Shard, "a", 1), Delta(1, "s", ("ann", "1")), default));
        (await ReadAsync(Shard)).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task A_cancelled_save_writes_nothing()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        await Should.ThrowAsync<OperationCanceledException>(
            () => Store.SaveAsync(lease, Delta(1, "s", ("ann", "1")), new CancellationToken(canceled: true)));
        (await Store.LoadAsync(Shard, default)).ShouldBeNull();
        (await ReadAsync(Shard)).ShouldBeEmpty();
        await Store.SaveAsync(lease, Delta(1, "s", ("ann", "1")), default);
    }

    [ContractFact]
    public async Task A_take_over_during_saves_leaves_the_state_of_one_whole_save()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        var other = await OpenAsync();
        var accepted = 0L;
        var saves = Task.Run(() => Should.ThrowAsync<StaleOwnerException>(async () =>
        {
            for (var i = 1; ; i++)
            {
                await Store.SaveAsync(lease, Delta(i, $"{i}", ("ann", $"{i}"), ("bob", $"{i}")), default);
                Interlocked.Exchange(ref accepted, i);
            }
        }));
        SpinWait.SpinUntil(() => Interlocked.Read(ref accepted) >= 3 || saves.IsCompleted);
        await other.AcquireAsync(Shard, "b", default);
        await saves;
        (await SnapshotAsync(Shard)).ShouldBe((accepted, $"{accepted}", 2));
        (await ReadAsync(Shard)).ShouldBe([$"ann={accepted}", $"bob={accepted}"]);
    }

    [ContractFact]
    public async Task Users_with_odd_ids_are_found_and_read_in_the_order_of_their_bytes()
    {
        string[] ids = [.. OddIds()];
        var lease = await Store.AcquireAsync(Shard, "a", default);
        await Store.SaveAsync(lease, Delta(1, "s", [.. ids.Select((id, i) => (id, $"{i}"))]), default);

        var expected = ids.Select((id, i) => $"{id}={i}");
        (await LookUpAsync(Shard, ids)).ShouldBe(expected.Order(StringComparer.Ordinal));
        var read = await UsersAsync(Shard);
        read.Select(user => user.UserId).ShouldBe(ids.OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create(CompareBytes)));
        read.Select(Text).Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));

        await Store.SaveAsync(lease, Delta(2, "s", [.. ids.Select(id => (id, "new"))]), default);
        (await UsersAsync(Shard)).Count.ShouldBe(ids.Length);
        (await LookUpAsync(Shard, ids)).ShouldAllBe(user => user.EndsWith("=new", StringComparison.Ordinal));
    }

    [ContractFact]
    public async Task Thousands_of_users_are_saved_looked_up_and_read()
    {
        var names = Enumerable.Range(0, 5_000).Select(i => $"user {i:D5}").ToArray();
        var lease = await Store.AcquireAsync(Shard, "a", default);
        await Store.SaveAsync(lease, Delta(1, "s", [.. names.Select(name => (name, name))]), default);

        (await ReadAsync(Shard)).ShouldBe(names.Select(name => $"{name}={name}"));
        var wanted = names.Where((_, i) => i % 3 == 0).Concat(["nobody", "user 00000", ""]).ToArray();
        (await LookUpAsync(Shard, wanted)).ShouldBe(names.Where((_, i) => i % 3 == 0).Select(name => $"{name}={name}"));
        (await Store.LoadUsersAsync(Shard, [], default)).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task Pipelines_topics_and_partitions_do_not_see_each_other()
    {
        ShardId[] shards =
        [
            Shard, Shard with { Partition = 10 }, Shard with { Topic = "clicks-eu" }, Shard with { Pipeline = "Shop" },
        ];
        foreach (var (shard, i) in shards.Select((shard, i) => (shard, i)))
        {
            var lease = await Store.AcquireAsync(shard, "a", default);
            lease.Epoch.ShouldBe(1);
            await Store.SaveAsync(lease, Delta(i, $"{i}", ("ann", $"{i}")), default);
        }

        foreach (var (shard, i) in shards.Select((shard, i) => (shard, i)))
        {
            (await SnapshotAsync(shard)).ShouldBe((i, $"{i}", 1));
            (await LookUpAsync(shard, "ann")).ShouldBe([$"ann={i}"]);
            (await ReadAsync(shard)).ShouldBe([$"ann={i}"]);
        }

        (await Store.ListShardsAsync(default)).ShouldBe([shards[3], shards[0], shards[1], shards[2]]);
    }

    [ContractFact]
    public async Task State_survives_closing_and_opening()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        await Store.SaveAsync(lease, Delta(7, "s", ("ann", "1")), default);
        await Store.DisposeAsync();

        var again = await OpenAsync();
        var snapshot = (await again.LoadAsync(Shard, default)).ShouldNotBeNull();
        (snapshot.NextOffset, Text(snapshot.State), snapshot.HasUsers).ShouldBe((7, "s", true));
        await again.SaveAsync(lease, Delta(8, "s", ("ann", "2")), default);
        (await again.AcquireAsync(Shard, "a", default)).Epoch.ShouldBe(2);
    }

    [ContractFact]
    public async Task Shards_save_at_the_same_time()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(partition => Task.Run(async () =>
        {
            var shard = Shard with { Partition = partition };
            var lease = await Store.AcquireAsync(shard, "a", default);
            for (var i = 1; i <= 10; i++)
            {
                await Store.SaveAsync(lease, Delta(i, "s", ("ann", $"{partition} {i}"), ($"user {i}", "1")), default);
                (await LookUpAsync(shard, "ann")).ShouldBe([$"ann={partition} {i}"]);
            }
        })));
        (await Store.ListShardsAsync(default)).Count.ShouldBe(8);
        (await SnapshotAsync(Shard with { Partition = 7 })).ShouldBe((10, "s", 11));
    }

    [ContractFact]
    public async Task Clients_that_start_together_agree_on_one_schema_and_keep_what_is_there()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        await Store.SaveAsync(lease, Delta(7, "s", ("ann", "1")), default);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(OpenAsync)));
        (await ReadAsync(Shard)).ShouldBe(["ann=1"]);
    }

    protected static SnapshotDelta Delta(long nextOffset, string state, params (string Id, string State)[] users) => new(
        nextOffset,
        Encoding.UTF8.GetBytes(state),
        [.. users.Select(user => new StoredUser(user.Id, Encoding.UTF8.GetBytes(user.State)))]);

    protected async Task<(long NextOffset, string State, long Users)> SnapshotAsync(ShardId shard)
    {
        var snapshot = (await Store.LoadAsync(shard, default)).ShouldNotBeNull();
        var users = (await UsersAsync(shard)).Count;
        snapshot.HasUsers.ShouldBe(users > 0);
        return (snapshot.NextOffset, Text(snapshot.State), users);
    }

    /// <summary>The users of a shard as <c>id=state</c>, in the store's order.</summary>
    protected async Task<List<string>> ReadAsync(ShardId shard) => [.. (await UsersAsync(shard)).Select(Text)];

    private static IEnumerable<string> OddIds()
    {
        string[] odd =
        [
            "plain", "Plain", "", " ", "'; DROP TABLE streamreco_users; --", "\"quoted\"", "line\nbreak\r\n\ttab", "nul\0inside",
            "\0", "%_*?", "日本語", "ünïcode", "u\u0308", "\uFFFD", "\uE000", "\uFB01", "😀", "😀😀", "\u007F", "\\x00", "@0", "$1",
        ];
        var head = new string('h', 1024);
        string[] longer =
        [
            new('x', 10_240), string.Concat(Enumerable.Range(0, 2_500).Select(i => $"{i * 7919 % 10_007:D4}")), new('ж', 600),
            head, head + "a", head + "b", head + "c", head + "ab", head[1..] + "i", head[1..],
        ];
        return [.. odd, .. longer];
    }

    private static int CompareBytes(byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b);

    private static string Text(StoredUser user) => $"{user.UserId}={Text(user.State)}";

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private async Task<List<string>> LookUpAsync(ShardId shard, params string[] ids) =>
        [.. (await Store.LoadUsersAsync(shard, ids, default)).Select(Text).Order(StringComparer.Ordinal)];

    private async Task<List<StoredUser>> UsersAsync(ShardId shard)
    {
        var users = new List<StoredUser>();
        await foreach (var user in Store.ReadUsersAsync(shard, default))
        {
            users.Add(user);
        }

        return users;
    }
}
