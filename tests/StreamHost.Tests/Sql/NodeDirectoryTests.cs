using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Tests.Sql;

public sealed class SqliteNodeDirectoryTests : NodeDirectoryContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Nodes() => A_node_is_found_by_its_pipeline_until_it_is_removed();

    [Fact]
    public Task Leases() => Leases_are_those_of_the_state();

    [Fact]
    public Task Together() => Nodes_that_start_together_agree_on_the_table();

    [Fact]
    public async Task A_database_that_is_not_there_is_unavailable_and_not_made()
    {
        var file = Path.Combine(_folder.Path, "none.db");

        await Should.ThrowAsync<StoreUnavailableException>(() => new SqlNodeDirectory(file).NodesAsync("p", default));

        File.Exists(file).ShouldBeFalse();
    }

    protected override async Task<string> CreateAsync()
    {
        var file = Path.Combine(_folder.Path, "state.db");
        await using var store = ShardStoreFactory.Create(file);
        await store.InitializeAsync(default);
        return file;
    }
}

[Collection("postgres")]
public sealed class PostgresNodeDirectoryTests(PostgresServer server) : NodeDirectoryContract
{
    [PostgresFact]
    public Task Nodes() => A_node_is_found_by_its_pipeline_until_it_is_removed();

    [PostgresFact]
    public Task Leases() => Leases_are_those_of_the_state();

    [PostgresFact]
    public Task Together() => Nodes_that_start_together_agree_on_the_table();

    protected override async Task<string> CreateAsync()
    {
        var connection = await server.CreateSchemaAsync();
        await using var store = ShardStoreFactory.Create(connection);
        await store.InitializeAsync(default);
        return connection;
    }
}
