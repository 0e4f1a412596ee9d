namespace StreamReco.StreamHost.Sql;

/// <summary>
/// The tables in SQLite. Users keep their rowid: new ones are appended and an update leaves the index alone, which
/// writes twice as many users a second as one tree clustered by the key would.
/// </summary>
internal static class SqliteSchema
{
    private static readonly string[] _migrations =
    [
        """
        CREATE TABLE streamreco_shards (
            pipeline TEXT NOT NULL,
            topic TEXT NOT NULL,
            partition INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            owner TEXT NOT NULL,
            next_offset INTEGER,
            state BLOB,
            PRIMARY KEY (pipeline, topic, partition)) WITHOUT ROWID;
        CREATE TABLE streamreco_users (
            pipeline TEXT NOT NULL,
            topic TEXT NOT NULL,
            partition INTEGER NOT NULL,
            user_id BLOB NOT NULL,
            state BLOB NOT NULL,
            PRIMARY KEY (pipeline, topic, partition, user_id));
        """,
    ];

    /// <summary>Brings a database to this program's version; a second process waits for the write lock and finds it done.</summary>
    public static void Upgrade(SqliteSession session, string address) => session.InTransaction(inside =>
    {
        inside.Execute("CREATE TABLE IF NOT EXISTS streamreco_meta (schema_version INTEGER NOT NULL)");
        var found = Convert.ToInt32(inside.Command("SELECT coalesce(max(schema_version), 0) FROM streamreco_meta").ExecuteScalar());
        var missing = StoreSchema.Missing(found, _migrations, address);
        foreach (var migration in missing)
        {
            inside.Execute(migration);
        }

        if (missing.Length > 0)
        {
            inside.Execute($"DELETE FROM streamreco_meta; INSERT INTO streamreco_meta VALUES ({_migrations.Length})");
        }

        return missing.Length;
    });
}
