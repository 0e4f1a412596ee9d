using System.Runtime.CompilerServices;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// Shard state in one SQLite file: the default, for one machine. Several processes may share the file. Reading users
/// goes by pages, each of one moment: a long dump neither holds a lock nor lets the write-ahead log grow.
/// </summary>
public sealed class SqliteShardStore : IShardStore
{
    private const int UsersPerPage = 512;
    private const string OfShard = "pipeline = @0 AND topic = @1 AND partition = @2";

    private readonly StoreAddress _address;
    private readonly SqliteSessions _sessions;

    internal SqliteShardStore(StoreAddress address, StateOptions options)
    {
        _address = address;
        _sessions = new SqliteSessions(address, options);
    }

    public Task InitializeAsync(CancellationToken cancel) =>
        _sessions.CreateAsync(session => SqliteSchema.Upgrade(session, _address.Display), cancel);

    public Task<ShardLease> AcquireAsync(ShardId shard, string owner, CancellationToken cancel) => _sessions.WriteAsync(
        session =>
        {
            var command = session.Command(
                """
                INSERT INTO streamreco_shards (pipeline, topic, partition, epoch, owner) VALUES (@0, @1, @2, 1, @3)
                ON CONFLICT DO UPDATE SET epoch = epoch + 1, owner = excluded.owner RETURNING epoch
                """,
                shard.Pipeline, shard.Topic, shard.Partition, owner);
            return new ShardLease(shard, owner, (long)command.ExecuteScalar()!);
        },
        cancel);

    public Task<ShardLease> ReacquireAsync(ShardLease lease, CancellationToken cancel) => _sessions.WriteAsync(
        session =>
        {
            var (pipeline, topic, partition) = lease.Shard;
            var command = session.Command(
                $"UPDATE streamreco_shards SET epoch = epoch + 1 WHERE {OfShard} AND epoch = @3 RETURNING epoch",
                pipeline, topic, partition, lease.Epoch);
            return command.ExecuteScalar() is long epoch
                ? lease with { Epoch = epoch } : throw new StaleOwnerException(lease, CurrentEpoch(session, lease.Shard));
        },
        cancel);

    public Task CheckAsync(ShardLease lease, CancellationToken cancel) => _sessions.ReadAsync(
        session => CurrentEpoch(session, lease.Shard) is var epoch && epoch == lease.Epoch
            ? epoch
            : throw new StaleOwnerException(lease, epoch),
        cancel);

    public Task<ShardSnapshot?> LoadAsync(ShardId shard, CancellationToken cancel) => _sessions.ReadAsync(
        session =>
        {
            using var reader = session.Command(
                $"""
                SELECT next_offset, state, EXISTS (SELECT 1 FROM streamreco_users WHERE {OfShard})
                FROM streamreco_shards WHERE {OfShard} AND next_offset IS NOT NULL
                """,
                shard.Pipeline, shard.Topic, shard.Partition).ExecuteReader();
            return reader.Read()
                ? new ShardSnapshot(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetBoolean(2))
                : null;
        },
        cancel);

    /// <remarks>One look-up a user: the database is in the process, so there is no round trip to save.</remarks>
    public Task<IReadOnlyList<StoredUser>> LoadUsersAsync(
        ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) => _sessions.ReadAsync<IReadOnlyList<StoredUser>>(
        session =>
        {
            var found = new List<StoredUser>(userIds.Count);
            session.Command("BEGIN").ExecuteNonQuery();
            foreach (var id in userIds.Distinct(StringComparer.Ordinal))
            {
                cancel.ThrowIfCancellationRequested();
                using var reader = session.Command(
                    $"SELECT user_id, state FROM streamreco_users WHERE {OfShard} AND user_id = @3",
                    shard.Pipeline, shard.Topic, shard.Partition, Encoding.UTF8.GetBytes(id)).ExecuteReader();
                AddUsers(reader, found);
            }

            session.Command("COMMIT").ExecuteNonQuery();
            return found;
        },
        cancel);

    public Task<int> CountElsewhereAsync(
        ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) => _sessions.ReadAsync(
        session =>
        {
            var others = session.Connection.Query<long>(
                "SELECT partition FROM streamreco_shards WHERE pipeline = @Pipeline AND topic = @Topic AND partition <> @Partition",
                new { shard.Pipeline, shard.Topic, shard.Partition }).ToArray();
            return userIds.Distinct(StringComparer.Ordinal).Count(id => Array.Exists(others, other => session.Command(
                $"SELECT 1 FROM streamreco_users WHERE {OfShard} AND user_id = @3",
                shard.Pipeline, shard.Topic, other, Encoding.UTF8.GetBytes(id)).ExecuteScalar() is not null));
        },
        cancel);

    public Task SaveAsync(ShardLease lease, SnapshotDelta delta, CancellationToken cancel) => _sessions.WriteAsync(
        session =>
        {
            var (pipeline, topic, partition) = lease.Shard;
            var moved = session.Command(
                $"UPDATE streamreco_shards SET next_offset = @3, state = @4 WHERE {OfShard} AND epoch = @5",
                pipeline, topic, partition, delta.NextOffset, Bytes.Of(delta.State), lease.Epoch).ExecuteNonQuery();
            if (moved == 0)
            {
                throw new StaleOwnerException(lease, CurrentEpoch(session, lease.Shard));
            }

            if (delta.IsWhole)
            {
                session.Command($"DELETE FROM streamreco_users WHERE {OfShard}", pipeline, topic, partition).ExecuteNonQuery();
            }

            EraseUsers(session, lease.Shard, delta.Erased);
            SaveUsers(session, lease.Shard, delta, cancel);
            return moved;
        },
        cancel);

    public Task<IReadOnlyList<ShardId>> ListShardsAsync(CancellationToken cancel) => _sessions.ReadAsync<IReadOnlyList<ShardId>>(
        session => session.Connection
            .Query<(string Pipeline, string Topic, long Partition)>(
                "SELECT pipeline, topic, partition FROM streamreco_shards ORDER BY pipeline, topic, partition")
            .Select(row => new ShardId(row.Pipeline, row.Topic, (int)row.Partition))
            .ToList(),
        cancel);

    public async IAsyncEnumerable<StoredUser> ReadUsersAsync(
        ShardId shard, [EnumeratorCancellation] CancellationToken cancel)
    {
        var page = await _sessions.ReadAsync(session => ReadPage(session, shard, null), cancel);
        while (page.Count > 0)
        {
            foreach (var user in page)
            {
                yield return user;
            }

            var last = page.Count == UsersPerPage ? page[^1].UserId : null;
            page = last is null ? [] : await _sessions.ReadAsync(session => ReadPage(session, shard, last), cancel);
        }
    }

    public ValueTask DisposeAsync() => _sessions.DisposeAsync();

    /// <summary>Removes users so that their bytes are overwritten in the file, not only unlinked.</summary>
    private static void EraseUsers(SqliteSession session, ShardId shard, IReadOnlyList<string> users)
    {
        if (users.Count == 0)
        {
            return;
        }

        session.Execute("PRAGMA secure_delete = ON");
        foreach (var user in users)
        {
            session.Command(
                $"DELETE FROM streamreco_users WHERE {OfShard} AND user_id = @3",
                shard.Pipeline, shard.Topic, shard.Partition, Encoding.UTF8.GetBytes(user)).ExecuteNonQuery();
        }

        session.Execute("PRAGMA secure_delete = OFF");
    }

    /// <summary>
    /// Writes the users in the order in which they come, which is about the order in which they came first: rows that lie together are
    /// written together. By key it would be the index's order, which an update leaves alone.
    /// </summary>
    private static void SaveUsers(SqliteSession session, ShardId shard, SnapshotDelta delta, CancellationToken cancel)
    {
        using var writer = new SqliteUserWriter(session.Connection, shard);
        for (var i = 0; i < delta.Users.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            writer.Write(delta.Users[i]);
            if ((i + 1) % UsersPerPage == 0)
            {
                delta.Written?.Invoke(i + 1);
            }
        }
    }

    private static List<StoredUser> ReadPage(SqliteSession session, ShardId shard, string? after)
    {
        var page = new List<StoredUser>(UsersPerPage);
        var from = after is null ? "" : "AND user_id > @3";
        object[] values = after is null
            ? [shard.Pipeline, shard.Topic, shard.Partition]
            : [shard.Pipeline, shard.Topic, shard.Partition, Encoding.UTF8.GetBytes(after)];
        using var reader = session.Command(
            $"SELECT user_id, state FROM streamreco_users WHERE {OfShard} {from} ORDER BY user_id LIMIT {UsersPerPage}",
            values).ExecuteReader();
        AddUsers(reader, page);
        return page;
    }

    private static void AddUsers(SqliteDataReader reader, List<StoredUser> users)
    {
        while (reader.Read())
        {
            users.Add(new StoredUser(Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(0)), reader.GetFieldValue<byte[]>(1)));
        }
    }

    private static long CurrentEpoch(SqliteSession session, ShardId shard) =>
        session.Command(
            $"SELECT epoch FROM streamreco_shards WHERE {OfShard}", shard.Pipeline, shard.Topic, shard.Partition)
            .ExecuteScalar() is long epoch ? epoch : 0;
}
