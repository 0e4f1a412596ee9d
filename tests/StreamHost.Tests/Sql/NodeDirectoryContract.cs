using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Tests.Sql;

/// <summary>What the directory of nodes promises on every database.</summary>
public abstract class NodeDirectoryContract
{
    private static readonly NodeEntry _a = new("p", "a", "http://a:1", "running", 10, 1);
    private static readonly NodeEntry _b = new("p", "b", "http://b:1", "drained", 20, 2);

    /// <summary>A database with the state's schema, and nothing in it.</summary>
    protected abstract Task<string> CreateAsync();

    protected async Task A_node_is_found_by_its_pipeline_until_it_is_removed()
    {
        var directory = await OpenAsync(await CreateAsync());
        await directory.PutAsync(_b, default);
        await directory.PutAsync(_a, default);
        await directory.PutAsync(_a with { Pipeline = "other" }, default);

        (await directory.NodesAsync("p", default)).ShouldBe([_a, _b]);
        await directory.PutAsync(_a with { Phase = "draining", SeenAtMs = 30, Url = "http://a:2" }, default);
        await directory.RemoveAsync("p", "b", default);

        (await directory.NodesAsync("p", default)).ShouldBe([_a with { Phase = "draining", SeenAtMs = 30, Url = "http://a:2" }]);
    }

    protected async Task Leases_are_those_of_the_state()
    {
        var connection = await CreateAsync();
        var directory = await OpenAsync(connection);
        await using var store = ShardStoreFactory.Create(connection);
        var first = await store.AcquireAsync(new ShardId("p", "clicks", 0), "a", default);
        await store.AcquireAsync(new ShardId("p", "clicks", 1), "a", default);
        await store.AcquireAsync(new ShardId("p", "clicks", 1), "b", default);
        await store.SaveAsync(first, new SnapshotDelta(7, new byte[] { 1 }, []), default);

        (await directory.LeasesAsync("p", default)).ShouldBe(
            [new LeaseEntry("clicks", 0, 1, "a", 7), new LeaseEntry("clicks", 1, 2, "b", null)]);
        (await directory.LeasesAsync("nobody", default)).ShouldBeEmpty();
    }

    protected async Task Nodes_that_start_together_agree_on_the_table()
    {
        var connection = await CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            var directory = new SqlNodeDirectory(connection);
            await directory.InitializeAsync(default);
            await directory.PutAsync(_a with { Name = $"{i}" }, default);
        }));

        (await new SqlNodeDirectory(connection).NodesAsync("p", default)).Count.ShouldBe(6);
    }

    private static async Task<SqlNodeDirectory> OpenAsync(string connection)
    {
        var directory = new SqlNodeDirectory(connection);
        await directory.InitializeAsync(default);
        return directory;
    }
}
