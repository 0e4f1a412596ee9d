using Npgsql;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// The tables in PostgreSQL. An index entry holds at most 2,704 bytes, so the users' unique index stands over
/// <see cref="Key"/>: the id itself up to 1,024 bytes, else its head and its SHA-256.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>The key of a user as SQL writes it; <see cref="PostgresUserKey"/> is the same in C#.</summary>
    public const string Key =
        @"(substr(user_id, 1, 1024) || CASE WHEN length(user_id) > 1024 THEN sha256(user_id) ELSE '\x'::bytea END)";

    /// <summary>
    /// Takes the advisory lock of the schema, "streamrc" in ASCII, to the end of the transaction;
    /// <c>IF NOT EXISTS</c> does not replace it.
    /// </summary>
    public const string TakeLock = "SELECT pg_advisory_xact_lock(8319400191411974755)";

    private static readonly string[] _migrations =
    [
        $"""
        CREATE TABLE streamreco_shards (
            pipeline text COLLATE "C" NOT NULL,
            topic text COLLATE "C" NOT NULL,
            partition integer NOT NULL,
            epoch bigint NOT NULL,
            owner text NOT NULL,
            next_offset bigint,
            state bytea,
            PRIMARY KEY (pipeline, topic, partition));
        CREATE TABLE streamreco_users (
            pipeline text COLLATE "C" NOT NULL,
            topic text COLLATE "C" NOT NULL,
            partition integer NOT NULL,
            user_id bytea NOT NULL,
            state bytea NOT NULL);
        CREATE UNIQUE INDEX streamreco_users_key ON streamreco_users (pipeline, topic, partition, {Key});
        """,
    ];

    /// <summary>Brings a database to this program's version; a second process waits for the lock and finds it done.</summary>
    public static async Task UpgradeAsync(NpgsqlConnection connection, string address, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, TakeLock, cancel);
        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS streamreco_meta (schema_version integer NOT NULL)", cancel);
        await using var read = new NpgsqlCommand("SELECT coalesce(max(schema_version), 0) FROM streamreco_meta", connection);
        var found = (int)(await read.ExecuteScalarAsync(cancel))!;
        foreach (var migration in StoreSchema.Missing(found, _migrations, address).ToArray())
        {
            await ExecuteAsync(connection, migration, cancel);
        }

        await ExecuteAsync(
            connection, $"DELETE FROM streamreco_meta; INSERT INTO streamreco_meta VALUES ({_migrations.Length})", cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
