using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;
using StreamReco.TestKit.Store;

namespace StreamReco.StreamHost.Tests.Sql;

public sealed class SqliteShardStoreTests : ShardStoreContract
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "made", "on demand", "state.db");

    protected override IShardStore Connect() => ShardStoreFactory.Create(File);

    protected override Task DeleteAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Clients_that_create_the_file_together_agree()
    {
        var path = "sqlite:" + Path.Combine(_folder.Path, "fresh.db");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await using var store = ShardStoreFactory.Create(path);
            await store.InitializeAsync(default);
            await store.AcquireAsync(Shard, "a", default);
        })));
        await using var last = ShardStoreFactory.Create(path);
        (await last.AcquireAsync(Shard, "a", default)).Epoch.ShouldBe(7);
    }

    [Fact]
    public async Task Closing_leaves_one_file_without_a_log_beside_it()
    {
        await Store.AcquireAsync(Shard, "a", default);
        await Store.LoadAsync(Shard, default);
        await Store.DisposeAsync();
        Directory.GetFiles(Path.GetDirectoryName(File)!).ShouldBe([File]);
        await Should.ThrowAsync<ObjectDisposedException>(() => Store.LoadAsync(Shard, default));
    }
}
