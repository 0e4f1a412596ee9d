using Dapper;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// The directory in SQLite or PostgreSQL, in statements that both understand. A table of its own beside the schema of
/// the state: it holds nothing that has to outlive its nodes.
/// </summary>
/// <param name="connection">The setting <c>State:Connection</c>.</param>
internal sealed class SqlNodeDirectory(string connection) : INodeDirectory
{
    private const string Table =
        """
        CREATE TABLE IF NOT EXISTS streamreco_nodes (
            pipeline TEXT NOT NULL, name TEXT NOT NULL, url TEXT NOT NULL, phase TEXT NOT NULL,
            seen_at_ms BIGINT NOT NULL, started_at_ms BIGINT NOT NULL, PRIMARY KEY (pipeline, name))
        """;

    private readonly DirectoryConnection _database = new(connection, "nodes");

    public Task InitializeAsync(CancellationToken cancel) => _database.CreateAsync(Table, cancel);

    public Task PutAsync(NodeEntry node, CancellationToken cancel) => _database.RunAsync(
        connection => connection.ExecuteAsync(DirectoryConnection.Command(
            """
            INSERT INTO streamreco_nodes (pipeline, name, url, phase, seen_at_ms, started_at_ms)
            VALUES (@Pipeline, @Name, @Url, @Phase, @SeenAtMs, @StartedAtMs)
            ON CONFLICT (pipeline, name) DO UPDATE SET url = excluded.url, phase = excluded.phase,
                seen_at_ms = excluded.seen_at_ms, started_at_ms = excluded.started_at_ms
            """,
            node, cancel)),
        cancel);

    public Task RemoveAsync(string pipeline, string name, CancellationToken cancel) => _database.RunAsync(
        connection => connection.ExecuteAsync(DirectoryConnection.Command(
            "DELETE FROM streamreco_nodes WHERE pipeline = @pipeline AND name = @name", new { pipeline, name }, cancel)),
        cancel);

    public Task<IReadOnlyList<NodeEntry>> NodesAsync(string pipeline, CancellationToken cancel) => _database.ReadAsync(
        async connection =>
        {
            var rows = await connection.QueryAsync<NodeEntry>(DirectoryConnection.Command(
                """
                SELECT pipeline AS Pipeline, name AS Name, url AS Url, phase AS Phase, seen_at_ms AS SeenAtMs,
                    started_at_ms AS StartedAtMs
                FROM streamreco_nodes WHERE pipeline = @pipeline ORDER BY name
                """,
                new { pipeline }, cancel));
            return (IReadOnlyList<NodeEntry>)[.. rows];
        },
        cancel);

    public Task<IReadOnlyList<LeaseEntry>> LeasesAsync(string pipeline, CancellationToken cancel) => _database.RunAsync(
        async connection =>
        {
            await using var reader = await connection.ExecuteReaderAsync(DirectoryConnection.Command(
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
}
