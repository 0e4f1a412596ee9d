using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tests.Sql;

namespace StreamReco.StreamHost.Tests.Cluster;

public sealed class InMemoryClusterLedgerTests : ClusterLedgerContract
{
    private readonly InMemoryClusterLedger _ledger = new();

    private protected override Task<IClusterLedger> OpenAsync() => Task.FromResult<IClusterLedger>(_ledger);
}

public sealed class SqliteClusterLedgerTests : ClusterLedgerContract, IDisposable
{
    private static readonly ClusterProcess _a = new("h:1", 1);
    private static readonly ClusterProcess _b = new("h:2", 2);

    private readonly TemporaryFolder _folder = new();

    private string Database => Path.Combine(_folder.Path, "state.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_mark_is_forgotten_after_so_many_turns_that_its_process_can_be_no_more()
    {
        await OpenAsync();
        var ledger = new SqlClusterLedger(Database, turnsKept: 3);
        await ledger.DownAsync("g", _a, [_b], default);
        await ledger.DownAsync("g", _a, [], default);
        await ledger.DownAsync("g", _a, [], default);

        (await ledger.BeatAsync("g", _b, false, default)).ShouldBeFalse();
        await ledger.DownAsync("g", _a, [], default);

        (await ledger.BeatAsync("g", _b, false, default)).ShouldBeTrue();
    }

    [Fact]
    public Task A_database_that_is_not_there_is_away_and_not_made() => Should.ThrowAsync<StoreUnavailableException>(
        () => new SqlClusterLedger(Path.Combine(_folder.Path, "none.db")).DownAsync("g", _a, [_b], default));

    private protected override async Task<IClusterLedger> OpenAsync()
    {
        await using var store = ShardStoreFactory.Create(Database);
        await store.InitializeAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => new SqlClusterLedger(Database).InitializeAsync(default)));
        return new SqlClusterLedger(Database);
    }
}

[NeedsPostgres]
[Collection("postgres")]
public sealed class PostgresClusterLedgerTests(PostgresServer server) : ClusterLedgerContract
{
    private protected override async Task<IClusterLedger> OpenAsync()
    {
        var connection = await server.CreateSchemaAsync();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => new SqlClusterLedger(connection).InitializeAsync(default)));
        return new SqlClusterLedger(connection);
    }
}
