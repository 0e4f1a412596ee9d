using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// The directory in SQLite or PostgreSQL, in statements that both understand. A table of its own beside the schema of
/// the state: it holds nothing that has to outlive its nodes.
/// </summary>
internal sealed class SqlNodeDirectory : INodeDirectory
{
    private const string Table =
        """
        CREATE TABLE IF NOT EXISTS streamreco_nodes (
            pipeline TEXT NOT NULL, name TEXT NOT NULL, url TEXT NOT NULL, phase TEXT NOT NULL,
            seen_at_ms BIGINT NOT NULL, started_at_ms BIGINT NOT NULL, PRIMARY KEY (pipeline, name))
        """;

    private readonly Func<DbConnection> _connect;
    private readonly StoreAddress _address;

    /// <param name="connection">The setting <c>State:Connection</c>.</param>
    public SqlNodeDirectory(string connection)
    {
        _address = StoreAddress.Parse(connection);
        _connect = _address.Postgres is { } postgres
            ? () => new NpgsqlConnection(postgres.ConnectionString)
            : () => new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = _address.Path,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ConnectionString);
    }

    /// <summary>Statements of one command are one transaction in PostgreSQL: nodes that start together take turns.</summary>
    public Task InitializeAsync(CancellationToken cancel) => RunAsync(
        connection => connection.ExecuteAsync(
            Command(_address.Postgres is null ? Table : $"{PostgresSchema.TakeLock}; {Table}", null, cancel)),
        cancel);

    public Task PutAsync(NodeEntry node, CancellationToken cancel) => RunAsync(
        connection => connection.ExecuteAsync(Command(
            """
            INSERT INTO streamreco_nodes (pipeline, name, url, phase, seen_at_ms, started_at_ms)
            VALUES (@Pipeline, @Name, @Url, @Phase, @SeenAtMs, @StartedAtMs)
            ON CONFLICT (pipeline, name) DO UPDATE SET url = excluded.url, phase = excluded.phase,
                seen_at_ms = excluded.seen_at_ms, started_at_ms = excluded.started_at_ms
            """,
            node, cancel)),
        cancel);

    public Task RemoveAsync(string pipeline, string name, CancellationToken cancel) => RunAsync(
        connection => connection.ExecuteAsync(Command(
            "DELETE FROM streamreco_nodes WHERE pipeline = @pipeline AND name = @name", new { pipeline, name }, cancel)),
        cancel);

    public Task<IReadOnlyList<NodeEntry>> NodesAsync(string pipeline, CancellationToken cancel) => RunAsync(
        async connection =>
        {
            var rows = await connection.QueryAsync<NodeEntry>(Command(
                """
                SELECT pipeline AS Pipeline, name AS Name, url AS Url, phase AS Phase, seen_at_ms AS SeenAtMs,
                    started_at_ms AS StartedAtMs
                FROM streamreco_nodes WHERE pipeline = @pipeline ORDER BY name
                """,
                new { pipeline }, cancel));
            return (IReadOnlyList<NodeEntry>)[.. rows];
        },
        cancel);

    public Task<IReadOnlyList<LeaseEntry>> LeasesAsync(string pipeline, CancellationToken cancel) => RunAsync(
        async connection =>
        {
            await using var reader = await connection.ExecuteReaderAsync(Command(
                """
                SELECT topic, partition, epoch, owner, next_offset FROM streamreco_shards
                WHERE pipeline = @pipeline ORDER BY topic, partition
                """,
                new { pipeline }, cancel));
            var leases = new List<LeaseEntry>();
            while (await reader.ReadAsync(cancel))
            {
                leases.Add(new LeaseEntry(
                    reader.GetString(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetString(3),
                    await reader.IsDBNullAsync(4, cancel) ? null : reader.GetInt64(4)));
            }

            return (IReadOnlyList<LeaseEntry>)leases;
        },
        cancel);

    private static CommandDefinition Command(string sql, object? values, CancellationToken cancel) =>
        new(sql, values, cancellationToken: cancel);

    private async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            await using var connection = _connect();
            await connection.OpenAsync(cancel);
            return await work(connection);
        }
        catch (DbException e)
        {
            throw new StoreUnavailableException($"The directory of nodes at {_address.Display} cannot be used: {e.Message}", e);
        }
    }
}
