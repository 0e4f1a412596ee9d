using System.Security.Cryptography;
using System.Text;
using Akka.Configuration;
using Npgsql;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;
using StreamReco.TestKit.Store;

namespace StreamReco.StreamHost.Tests.Sql;

[NeedsPostgres]
[Collection("postgres")]
public sealed class PostgresShardStoreTests(PostgresServer server) : ShardStoreContract
{
    private string _connection = "";

    protected override IShardStore Connect() => ShardStoreFactory.Create(_connection);

    public override async Task InitializeAsync()
    {
        _connection = await server.CreateSchemaAsync();
        await base.InitializeAsync();
    }

    protected override Task DeleteAsync() => server.DropSchemaAsync(_connection);

    [PostgresFact]
    public async Task Clients_that_create_the_schema_together_agree()
    {
        await server.DropSchemaAsync(_connection);
        _connection = await server.CreateSchemaAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await using var store = Connect();
            await store.InitializeAsync(default);
            await store.AcquireAsync(Shard, "a", default);
        })));
        (await (await OpenAsync()).AcquireAsync(Shard, "a", default)).Epoch.ShouldBe(7);
    }

    [PostgresFact]
    public async Task A_process_that_stands_still_amid_a_transaction_does_not_keep_others_from_its_shard()
    {
        await (await OpenAsync()).AcquireAsync(Shard, "a", default);
        await using var source = NpgsqlDataSource.Create(_connection);
        await using var frozen = await source.OpenConnectionAsync();
        var transaction = await BriefTransaction.BeginAsync(frozen, default, TimeSpan.FromSeconds(2));
        await using var locks = new NpgsqlCommand("UPDATE streamreco_shards SET next_offset = 1", frozen);
        (await locks.ExecuteNonQueryAsync()).ShouldBe(1);

        var lease = await (await OpenAsync()).AcquireAsync(Shard, "b", default).WaitAsync(TimeSpan.FromSeconds(20));

        lease.Epoch.ShouldBe(2);
        (await Should.ThrowAsync<NpgsqlException>(() => transaction.CommitAsync())).ShouldNotBeNull();
    }

    [PostgresFact]
    public async Task The_journal_of_the_control_plane_has_brief_transactions_too()
    {
        const string name = "idle_in_transaction_session_timeout";
        (await ShownAsync(null)).ShouldBe("5s");
        (await ShownAsync($"-c {name}=7000")).ShouldBe("7s", "what the operator sets wins");

        async Task<object?> ShownAsync(string? options)
        {
            var given = new NpgsqlConnectionStringBuilder(_connection) { Options = options }.ConnectionString;
            var journal = ConfigurationFactory.ParseString(ControlJournal.Hocon(given));
            await using var source =
                NpgsqlDataSource.Create(journal.GetString("akka.persistence.journal.sql.connection-string"));
            await using var command = source.CreateCommand($"SHOW {name}");
            return await command.ExecuteScalarAsync();
        }
    }

    [PostgresFact]
    public async Task The_key_of_a_user_is_the_same_in_SQL_and_in_CSharp()
    {
        await using var source = NpgsqlDataSource.Create(_connection);
        foreach (var length in (int[])[0, 1, 1023, 1024, 1025, 10_000])
        {
            var id = new string('k', length);
            await using var command = source.CreateCommand($"SELECT {PostgresSchema.Key} FROM (SELECT $1 AS user_id) AS u");
            command.Parameters.AddWithValue(Encoding.UTF8.GetBytes(id));
            (await command.ExecuteScalarAsync()).ShouldBe(PostgresUserKey.Of(id));
        }

        PostgresUserKey.Of(new string('k', 10_000)).Length.ShouldBe(PostgresUserKey.HeadBytes + SHA256.HashSizeInBytes);
    }

    [PostgresFact]
    public async Task A_look_up_and_a_page_go_by_the_index()
    {
        await using var source = NpgsqlDataSource.Create(_connection);
        await using var command = source.CreateCommand(
            $"""
            SET enable_seqscan = off;
            EXPLAIN SELECT * FROM streamreco_users WHERE pipeline = 'p' AND topic = 't' AND partition = 1
            AND {PostgresSchema.Key} > 'a' ORDER BY {PostgresSchema.Key} LIMIT 10
            """);
        var plan = new StringBuilder();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.AppendLine(reader.GetString(0));
        }

        plan.ToString().ShouldContain("Index Scan using streamreco_users_key");
        plan.ToString().ShouldNotContain("Sort");
    }

    [OwnPostgresFact]
    public async Task A_server_that_stops_is_unavailable_and_one_that_is_back_goes_on()
    {
        var lease = await Store.AcquireAsync(Shard, "a", default);
        await Store.SaveAsync(lease, Delta(1, "s", ("ann", "1")), default);
        await server.StopAsync();
        var down = await Should.ThrowAsync<StoreUnavailableException>(() => Store.SaveAsync(lease, Delta(2, "s"), default));
        down.Message.ShouldStartWith("The state database at State:Connection=Host=127.0.0.1;");
        await Should.ThrowAsync<StoreUnavailableException>(() => Store.LoadAsync(Shard, default));
        await server.StartAsync();
        await Store.SaveAsync(lease, Delta(3, "s", ("ann", "3")), default);
        (await SnapshotAsync(Shard)).ShouldBe((3, "s", 1));

        await server.StopAsync();
        await server.StartAsync();
        await Should.ThrowAsync<StoreUnavailableException>(() => ReadAsync(Shard));
        (await ReadAsync(Shard)).ShouldBe(["ann=3"]);
    }

    [PostgresFact]
    public async Task A_database_without_tables_is_told_apart()
    {
        await using var source = NpgsqlDataSource.Create(_connection);
        await using var command = source.CreateCommand("DROP TABLE streamreco_users, streamreco_shards");
        await command.ExecuteNonQueryAsync();
        (await Should.ThrowAsync<StoreFormatException>(() => Store.LoadAsync(Shard, default))).Message
            .ShouldContain("no StreamReco tables");
    }

    [PostgresFact]
    public async Task A_newer_schema_is_left_alone()
    {
        await using var source = NpgsqlDataSource.Create(_connection);
        await using var command = source.CreateCommand("UPDATE streamreco_meta SET schema_version = 99");
        await command.ExecuteNonQueryAsync();
        (await Should.ThrowAsync<StoreFormatException>(OpenAsync)).Message.ShouldContain("schema version 99");
    }

    [PostgresFact]
    public async Task A_missing_database_names_the_setting_without_its_password()
    {
        var text = new NpgsqlConnectionStringBuilder(server.ConnectionText) { Database = "streamreco_nowhere", Password = "s3cret" };
        await using var store = ShardStoreFactory.Create(text.ConnectionString);
        var e = await Should.ThrowAsync<StoreUnavailableException>(() => store.InitializeAsync(default));
        e.Message.ShouldContain("State:Connection=");
        e.Message.ShouldContain("Password=***");
        e.ToString().ShouldNotContain("s3cret");
    }
}
