using System.Runtime.CompilerServices;
using System.Text;
using Dapper;
using Npgsql;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// Shard state in PostgreSQL (12 or later): for several machines. The row of a shard is its lock: a save updates it under its epoch
/// first, so a take-over waits for a save that runs and voids every later one.
/// </summary>
public sealed class PostgresShardStore : IShardStore
{
    private const int UsersPerStatement = 2_048;
    private const int UsersPerPage = 1_024;
    private const string OfShard = "pipeline = $1 AND topic = $2 AND partition = $3";

    /// <summary>LIMIT makes it one index scan a key whatever the planner knows of the table, which is nothing on its first day.</summary>
    private const string LookUp =
        $"""
        SELECT u.user_id, u.state FROM unnest($4) AS wanted (key) CROSS JOIN LATERAL (
            SELECT user_id, state FROM streamreco_users WHERE {OfShard} AND {PostgresSchema.Key} = wanted.key LIMIT 1) AS u
        """;

    private readonly StoreAddress _address;
    private readonly PostgresFaults _faults;
    private readonly NpgsqlDataSource _source;

    internal PostgresShardStore(StoreAddress address, StateOptions options)
    {
        _address = address;
        _faults = new PostgresFaults(address);
        var builder = new NpgsqlConnectionStringBuilder(address.Postgres!.ConnectionString);
        if (!builder.ShouldSerialize("Maximum Pool Size"))
        {
            builder.MaxPoolSize = Math.Max(options.PostgresConnectionsMax, builder.MinPoolSize);
        }

        builder.ApplicationName ??= "streamreco";
        _source = NpgsqlDataSource.Create(builder);
    }

    public Task InitializeAsync(CancellationToken cancel) => RunAsync(
        async connection =>
        {
            await PostgresSchema.UpgradeAsync(connection, _address.Display, cancel);
            return true;
        },
        cancel);

    public Task<ShardLease> AcquireAsync(ShardId shard, string owner, CancellationToken cancel) => RunAsync(
        async connection =>
        {
            await using var command = Command(
                connection,
                """
                INSERT INTO streamreco_shards AS s (pipeline, topic, partition, epoch, owner) VALUES ($1, $2, $3, 1, $4)
                ON CONFLICT (pipeline, topic, partition) DO UPDATE SET epoch = s.epoch + 1, owner = excluded.owner RETURNING epoch
                """,
                shard, owner);
            return new ShardLease(shard, owner, (long)(await command.ExecuteScalarAsync(cancel))!);
        },
        cancel);

    public Task<ShardLease> ReacquireAsync(ShardLease lease, CancellationToken cancel) => RunAsync(
        async connection =>
        {
            await using var command = Command(
                connection,
                $"UPDATE streamreco_shards SET epoch = epoch + 1 WHERE {OfShard} AND epoch = $4 RETURNING epoch",
                lease.Shard, lease.Epoch);
            return await command.ExecuteScalarAsync(cancel) is long epoch
                ? lease with { Epoch = epoch }
                : throw new StaleOwnerException(lease, await CurrentEpochAsync(connection, lease.Shard, cancel));
        },
        cancel);

    public Task CheckAsync(ShardLease lease, CancellationToken cancel) => RunAsync(
        async connection => await CurrentEpochAsync(connection, lease.Shard, cancel) is var epoch && epoch == lease.Epoch
            ? epoch
            : throw new StaleOwnerException(lease, epoch),
        cancel);

    public Task<ShardSnapshot?> LoadAsync(ShardId shard, CancellationToken cancel) => RunAsync(
        async connection =>
        {
            await using var command = Command(
                connection,
                $"""
                SELECT next_offset, state, EXISTS (SELECT 1 FROM streamreco_users WHERE {OfShard})
                FROM streamreco_shards WHERE {OfShard} AND next_offset IS NOT NULL
                """,
                shard);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            return await reader.ReadAsync(cancel)
                ? new ShardSnapshot(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetBoolean(2))
                : null;
        },
        cancel);

    public Task<IReadOnlyList<StoredUser>> LoadUsersAsync(
        ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) => RunAsync<IReadOnlyList<StoredUser>>(
        async connection =>
        {
            var found = new List<StoredUser>(userIds.Count);
            foreach (var ids in userIds.Distinct(StringComparer.Ordinal).Chunk(UsersPerStatement))
            {
                await using var command = Command(
                    connection,
                    LookUp,
                    shard, (object)Array.ConvertAll(ids, PostgresUserKey.Of));
                await AddUsersAsync(command, found, cancel);
            }

            return found;
        },
        cancel);

    public Task<int> CountElsewhereAsync(
        ShardId shard, IReadOnlyCollection<string> userIds, CancellationToken cancel) => RunAsync(
        async connection =>
        {
            await using var command = Command(
                connection,
                $"""
                SELECT count(DISTINCT wanted.key) FROM streamreco_shards AS s CROSS JOIN unnest($4) AS wanted (key)
                CROSS JOIN LATERAL (
                    SELECT 1 FROM streamreco_users WHERE pipeline = $1 AND topic = $2 AND partition = s.partition
                        AND {PostgresSchema.Key} = wanted.key LIMIT 1) AS u
                WHERE s.pipeline = $1 AND s.topic = $2 AND s.partition <> $3
                """,
                shard, (object)userIds.Select(PostgresUserKey.Of).ToArray());
            return (int)(long)(await command.ExecuteScalarAsync(cancel))!;
        },
        cancel);

    public Task SaveAsync(ShardLease lease, SnapshotDelta delta, CancellationToken cancel) => RunAsync(
        async connection =>
        {
            await using var transaction = await BriefTransaction.BeginAsync(connection, cancel);
            await using var move = Command(
                connection,
                $"UPDATE streamreco_shards SET next_offset = $4, state = $5 WHERE {OfShard} AND epoch = $6",
                lease.Shard, delta.NextOffset, Bytes.Of(delta.State), lease.Epoch);
            if (await move.ExecuteNonQueryAsync(cancel) == 0)
            {
                throw new StaleOwnerException(lease, await CurrentEpochAsync(connection, lease.Shard, cancel));
            }

            if (delta.IsWhole)
            {
                await using var all = Command(connection, $"DELETE FROM streamreco_users WHERE {OfShard}", lease.Shard);
                await all.ExecuteNonQueryAsync(cancel);
            }

            await EraseUsersAsync(connection, lease.Shard, delta.Erased, cancel);
            var written = 0;
            foreach (var users in delta.Users.Chunk(UsersPerStatement))
            {
                await SaveUsersAsync(connection, lease.Shard, users, cancel);
                delta.Written?.Invoke(written += users.Length);
            }

            await transaction.CommitAsync(cancel);
            return true;
        },
        cancel);

    public Task<IReadOnlyList<ShardId>> ListShardsAsync(CancellationToken cancel) => RunAsync<IReadOnlyList<ShardId>>(
        async connection =>
        {
            var rows = await connection.QueryAsync<(string Pipeline, string Topic, int Partition)>(new CommandDefinition(
                "SELECT pipeline, topic, partition FROM streamreco_shards ORDER BY pipeline, topic, partition",
                cancellationToken: cancel));
            return rows.Select(row => new ShardId(row.Pipeline, row.Topic, row.Partition)).ToList();
        },
        cancel);

    /// <remarks>
    /// The index orders long ids with a common head by their hash; such a run, which no other id can stand amid, is
    /// held back and sorted.
    /// </remarks>
    public async IAsyncEnumerable<StoredUser> ReadUsersAsync(
        ShardId shard, [EnumeratorCancellation] CancellationToken cancel)
    {
        var run = new List<StoredUser>();
        byte[]? last = null;
        for (var more = true; more;)
        {
            var after = last;
            var page = await RunAsync(connection => ReadPageAsync(connection, shard, after, cancel), cancel);
            more = page.Count == UsersPerPage;
            foreach (var user in page)
            {
                var key = PostgresUserKey.Of(user.UserId);
                if (last is not null && !PostgresUserKey.SameHead(last, key))
                {
                    foreach (var ready in Drain(run))
                    {
                        yield return ready;
                    }
                }

                run.Add(user);
                last = key;
            }
        }

        foreach (var ready in Drain(run))
        {
            yield return ready;
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static StoredUser[] Drain(List<StoredUser> run)
    {
        var users = run.OrderBy(user => user.UserId, UserIdOrder.Instance).ToArray();
        run.Clear();
        return users;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, ShardId shard, params ReadOnlySpan<object> more)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = shard.Pipeline });
        command.Parameters.Add(new NpgsqlParameter { Value = shard.Topic });
        command.Parameters.Add(new NpgsqlParameter { Value = shard.Partition });
        foreach (var value in more)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static async Task EraseUsersAsync(
        NpgsqlConnection connection, ShardId shard, IReadOnlyList<string> users, CancellationToken cancel)
    {
        if (users.Count == 0)
        {
            return;
        }

        await using var command = Command(
            connection,
            $"DELETE FROM streamreco_users WHERE {OfShard} AND {PostgresSchema.Key} = ANY ($4)",
            shard, (object)users.Select(PostgresUserKey.Of).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task SaveUsersAsync(
        NpgsqlConnection connection, ShardId shard, StoredUser[] users, CancellationToken cancel)
    {
        await using var command = Command(
            connection,
            $"""
            INSERT INTO streamreco_users (pipeline, topic, partition, user_id, state)
            SELECT $1, $2, $3, u.id, u.state FROM unnest($4, $5) AS u (id, state)
            ON CONFLICT (pipeline, topic, partition, {PostgresSchema.Key}) DO UPDATE SET state = excluded.state
            """,
            shard,
            Array.ConvertAll(users, user => Encoding.UTF8.GetBytes(user.UserId)),
            Array.ConvertAll(users, user => Bytes.Of(user.State)));
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<List<StoredUser>> ReadPageAsync(
        NpgsqlConnection connection, ShardId shard, byte[]? after, CancellationToken cancel)
    {
        var page = new List<StoredUser>(UsersPerPage);
        await using var command = Command(
            connection,
            $"""
            SELECT user_id, state FROM streamreco_users
            WHERE {OfShard} AND ($4 OR {PostgresSchema.Key} > $5) ORDER BY {PostgresSchema.Key} LIMIT {UsersPerPage}
            """,
            shard, after is null, after ?? []);
        await AddUsersAsync(command, page, cancel);
        return page;
    }

    private static async Task AddUsersAsync(NpgsqlCommand command, List<StoredUser> users, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            users.Add(new StoredUser(Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(0)), reader.GetFieldValue<byte[]>(1)));
        }
    }

    private static async Task<long> CurrentEpochAsync(NpgsqlConnection connection, ShardId shard, CancellationToken cancel)
    {
        await using var command = Command(connection, $"SELECT epoch FROM streamreco_shards WHERE {OfShard}", shard);
        return await command.ExecuteScalarAsync(cancel) is long epoch ? epoch : 0;
    }

    /// <summary>Runs work on a pooled connection. After a failure the pool is emptied: a server that restarted is met anew.</summary>
    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancel);
            return await work(connection);
        }
        catch (Exception e)
        {
            if (e is NpgsqlException)
            {
                _source.Clear();
            }

            _faults.ThrowTranslated(e);
            throw;
        }
    }
}
