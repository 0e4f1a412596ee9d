using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tests.Sql;
using StreamReco.TestKit.Prerequisites;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

/// <summary>What the ledger of the control plane promises on every database.</summary>
public abstract class ControlLedgerContract
{
    private protected abstract Task<IControlLedger> OpenAsync();

    [ContractFact]
    public async Task A_later_epoch_voids_the_earlier_ones_of_its_group_alone()
    {
        var ledger = await OpenAsync();
        (await ledger.IsUsedAsync("g", default)).ShouldBeFalse();
        var first = await ledger.AcquireAsync("g", "a", default);
        var other = await ledger.AcquireAsync("other", "a", default);
        var second = await ledger.AcquireAsync("g", "b", default);

        (first, other, second).ShouldBe((1, 1, 2));
        (await ledger.IsCurrentAsync("g", first, default)).ShouldBeFalse();
        (await ledger.IsCurrentAsync("g", second, default)).ShouldBeTrue();
        (await ledger.IsCurrentAsync("other", other, default)).ShouldBeTrue();
        (await ledger.IsUsedAsync("g", default)).ShouldBeTrue();
    }

    [ContractFact]
    public async Task An_open_request_keeps_its_secret_until_it_is_forgotten()
    {
        var ledger = await OpenAsync();
        (await ledger.HasOpenAsync("g", default)).ShouldBeFalse();
        var epoch = await ledger.AcquireAsync("g", "a", default);
        (await ledger.OpenAsync("g", epoch, "r1", "user 1", default)).ShouldBeTrue();
        (await ledger.OpenAsync("g", epoch, "r2", null, default)).ShouldBeTrue();

        (await ledger.SecretAsync("g", "r1", default)).ShouldBe("user 1");
        (await ledger.SecretAsync("g", "r2", default)).ShouldBeNull();
        (await ledger.HasOpenAsync("other", default)).ShouldBeFalse();

        await ledger.KeepOnlyAsync("g", epoch, ["r2"], default);
        (await ledger.SecretAsync("g", "r1", default)).ShouldBeNull();
        (await ledger.HasOpenAsync("g", default)).ShouldBeTrue();
        await ledger.KeepOnlyAsync("g", epoch, [], default);
        (await ledger.HasOpenAsync("g", default)).ShouldBeFalse();
    }

    [ContractFact]
    public async Task Who_was_overtaken_notes_and_forgets_nothing()
    {
        var ledger = await OpenAsync();
        var stale = await ledger.AcquireAsync("g", "a", default);
        var epoch = await ledger.AcquireAsync("g", "b", default);
        await ledger.OpenAsync("g", epoch, "r1", "user 1", default);

        (await ledger.OpenAsync("g", stale, "r1", "user 2", default)).ShouldBeFalse();
        await ledger.KeepOnlyAsync("g", stale, [], default);

        (await ledger.SecretAsync("g", "r1", default)).ShouldBe("user 1");
    }
}

public sealed class InMemoryControlLedgerTests : ControlLedgerContract
{
    private protected override Task<IControlLedger> OpenAsync() => Task.FromResult<IControlLedger>(new InMemoryControlLedger());
}

public sealed class SqliteControlLedgerTests : ControlLedgerContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override async Task<IControlLedger> OpenAsync()
    {
        var database = Path.Combine(_folder.Path, "state.db");
        await using var store = ShardStoreFactory.Create(database);
        await store.InitializeAsync(default);
        return new SqlControlLedger(database);
    }
}

[NeedsPostgres]
[Collection("postgres")]
public sealed class PostgresControlLedgerTests(PostgresServer server) : ControlLedgerContract
{
    private protected override async Task<IControlLedger> OpenAsync() => new SqlControlLedger(await server.CreateSchemaAsync());
}
