using StreamReco.Stages.Ports;
using StreamReco.TestKit.Store;

namespace StreamReco.Stages.Tests.Store;

public sealed class InMemoryShardStoreTests : ShardStoreContract
{
    private readonly InMemoryShardStore _store = new();

    protected override IShardStore Connect() => _store;

    [Theory]
    [InlineData(SaveFault.BeforeCommit, 1L)]
    [InlineData(SaveFault.AfterCommit, 2L)]
    public async Task A_save_told_to_fail_throws_once_before_or_after_it_wrote(SaveFault fault, long offsetAfterwards)
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        await Store.SaveAsync(lease, Delta(1, "s", ("ann", "1")), default);
        _store.FailNextSave(fault);
        await Should.ThrowAsync<StoreUnavailableException>(() => Store.SaveAsync(lease, Delta(2, "s", ("ann", "2")), default));
        (await SnapshotAsync(Shard)).NextOffset.ShouldBe(offsetAfterwards);
        (await ReadAsync(Shard)).ShouldBe([$"ann={offsetAfterwards}"]);
        await Store.SaveAsync(lease, Delta(3, "s"), default);
        _store.Saves.ShouldBe(fault == SaveFault.AfterCommit ? 3 : 2);
    }

    [Fact]
    public async Task An_unavailable_store_refuses_every_call()
    {
        _store.Unavailable = true;
        await Should.ThrowAsync<StoreUnavailableException>(() => Store.AcquireAsync(Shard, "a", default));
        await Should.ThrowAsync<StoreUnavailableException>(() => Store.LoadAsync(Shard, default));
        await Should.ThrowAsync<StoreUnavailableException>(() => ReadAsync(Shard));
    }
}
