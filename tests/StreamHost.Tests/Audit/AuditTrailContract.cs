using Microsoft.Data.Sqlite;
using StreamReco.StreamHost.Audit;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tests.Sql;
using StreamReco.TestKit.Prerequisites;

namespace StreamReco.StreamHost.Tests.Audit;

/// <summary>What the audit trail promises on every database.</summary>
public abstract class AuditTrailContract
{
    private protected abstract Task<IAuditTrail> OpenAsync();

    [ContractFact]
    public async Task What_is_appended_is_one_chain_a_group_and_can_be_read_back()
    {
        var trail = await OpenAsync();
        (await trail.HeadAsync("g", default)).ShouldBeNull();
        (await trail.ReadAsync("g", 0, 10, default)).ShouldBeEmpty();
        (await AuditVerification.RunAsync(trail, "g", default)).Records.ShouldBe(0);

        await trail.AppendAsync("g", [AuditEntries.Of(1, "anna"), AuditEntries.Of(2)], default);
        await trail.AppendAsync("other", [AuditEntries.Of(1)], default);
        var head = await trail.AppendAsync("g", [AuditEntries.Of(3, "anna"), AuditEntries.Of(4, "ben")], default);

        head.Seq.ShouldBe(4);
        (await trail.HeadAsync("g", default)).ShouldBe(head);
        var records = (await trail.ReadAsync("g", 0, 10, default)).Select(AuditChain.Read).ToList();
        records.Select(record => (record.Seq, record.Id)).ShouldBe([(1, "id-1"), (2, "id-2"), (3, "id-3"), (4, "id-4")]);
        records.Select(record => record.Prev).ShouldBe([AuditChain.Root, .. records.Take(3).Select(record => record.Hash)]);
        (await trail.ReadAsync("g", 2, 1, default)).Select(record => record.Seq).ShouldBe([3]);
        (await AuditVerification.RunAsync(trail, "g", default)).ShouldBe(new AuditVerdict(4, head.Hash, null, null));
        (await AuditVerification.RunAsync(trail, "other", default)).Records.ShouldBe(1);
    }

    [ContractFact]
    public async Task A_user_is_named_by_a_hash_that_finds_their_records_and_is_of_no_use_in_another_group()
    {
        var trail = await OpenAsync();
        (await trail.PersonOfAsync("g", "anna", default)).ShouldBeNull();
        await trail.AppendAsync("g", [AuditEntries.Of(1, "anna"), AuditEntries.Of(2), AuditEntries.Of(3, "anna"), AuditEntries.Of(4, "ben")], default);
        await trail.AppendAsync("other", [AuditEntries.Of(5, "anna")], default);

        var anna = (await trail.PersonOfAsync("g", "anna", default)).ShouldNotBeNull();
        (await trail.PersonOfAsync("other", "anna", default)).ShouldNotBe(anna);
        var all = await trail.ReadAsync("g", 0, 10, default);
        all.ShouldAllBe(record => !record.Body.Contains("anna"));
        (await trail.NewestAsync("g", new AuditQuery(anna, 0, 10), default)).Select(record => record.Seq).ShouldBe([3, 1]);
        (await trail.NewestAsync("g", new AuditQuery(anna, AuditEntries.Noon.AddSeconds(2).ToUnixTimeMilliseconds(), 10), default))
            .Select(record => record.Seq).ShouldBe([3]);
        (await trail.NewestAsync("g", new AuditQuery(null, 0, 2), default)).Select(record => record.Seq).ShouldBe([4, 3]);
    }

    [ContractFact]
    public async Task Entries_whose_writing_was_not_confirmed_stand_once_when_they_are_written_again()
    {
        var trail = await OpenAsync();
        AuditEntry[] batch = [AuditEntries.Of(1), AuditEntries.Of(2)];
        var first = await trail.AppendAsync("g", batch, default);

        (await trail.AppendAsync("g", batch, default)).ShouldBe(first);
        (await trail.ReadAsync("g", 0, 10, default)).Count.ShouldBe(2);
    }

    [ContractFact]
    public async Task Writers_at_once_make_one_chain_without_a_gap()
    {
        var trail = await OpenAsync();
        await trail.AppendAsync("g", [AuditEntries.Of(0)], default);

        await Task.WhenAll(Enumerable.Range(1, 4).Select(async writer =>
        {
            for (var i = 0; i < 10; i++)
            {
                await trail.AppendAsync("g", [AuditEntries.Of((writer * 100) + i), AuditEntries.Of((writer * 100) + 50 + i)], default);
            }
        }));

        var verdict = await AuditVerification.RunAsync(trail, "g", default);
        (verdict.Records, verdict.FirstBad).ShouldBe((81, null));
    }
}

public sealed class SqliteAuditTrailTests : AuditTrailContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => Path.Combine(_folder.Path, "state.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_made_in_the_database_is_named_by_its_record()
    {
        var trail = await OpenAsync();
        await trail.AppendAsync("g", [.. Enumerable.Range(1, 20).Select(number => AuditEntries.Of(number, $"u{number}"))], default);

        (await AfterAsync(trail, "UPDATE streamreco_audit SET body = replace(body, '10.0.0.7', '10.0.0.8') WHERE seq = 7")).ShouldBe(7);
        (await AfterAsync(trail, "UPDATE streamreco_audit SET seq = seq + 1000 WHERE seq IN (4, 5)")).ShouldBe(4);
        (await AfterAsync(trail, "UPDATE streamreco_audit SET seq = 3009 - seq WHERE seq > 1000")).ShouldBe(4);
        (await AfterAsync(trail, "UPDATE streamreco_audit SET seq = seq - 2000 WHERE seq > 2000")).ShouldBe(4); // 4 and 5 are swapped
        (await AfterAsync(trail, "DELETE FROM streamreco_audit WHERE seq = 2")).ShouldBe(2);
    }

    private protected override async Task<IAuditTrail> OpenAsync()
    {
        await using var store = ShardStoreFactory.Create(Database);
        await store.InitializeAsync(default);
        return new SqlAuditTrail(Database);
    }

    private async Task<long?> AfterAsync(IAuditTrail trail, string change)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = change;
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
        return (await AuditVerification.RunAsync(trail, "g", default)).FirstBad;
    }
}

[NeedsPostgres]
[Collection("postgres")]
public sealed class PostgresAuditTrailTests(PostgresServer server) : AuditTrailContract
{
    private protected override async Task<IAuditTrail> OpenAsync() => new SqlAuditTrail(await server.CreateSchemaAsync());
}
