using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// Writes users by one statement of SQLite's own interface: the driver's parameters would copy each id and state into an
/// array. Within a transaction of its connection.
/// </summary>
internal sealed class SqliteUserWriter : IDisposable
{
    private const string Upsert =
        """
        INSERT INTO streamreco_users (pipeline, topic, partition, user_id, state) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET state = excluded.state
        """;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _id = new byte[1_024];

    /// <param name="connection">The connection, open.</param>
    /// <param name="shard">Whose users they are.</param>
    /// <exception cref="SqliteException">The statement cannot be made.</exception>
    public SqliteUserWriter(SqliteConnection connection, ShardId shard)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(_database, Upsert, out _statement));
        Check(raw.sqlite3_bind_text(_statement, 1, shard.Pipeline));
        Check(raw.sqlite3_bind_text(_statement, 2, shard.Topic));
        Check(raw.sqlite3_bind_int(_statement, 3, shard.Partition));
    }

    /// <exception cref="SqliteException">The row was not written.</exception>
    public void Write(in StoredUser user)
    {
        var most = Encoding.UTF8.GetMaxByteCount(user.UserId.Length);
        if (_id.Length < most)
        {
            _id = new byte[most];
        }

        var length = Encoding.UTF8.GetBytes(user.UserId, _id);
        Check(raw.sqlite3_bind_blob(_statement, 4, _id.AsSpan(0, length)));
        Check(raw.sqlite3_bind_blob(_statement, 5, user.State.Span));
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
