using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// Copies the state of all shards from one database to another, SQLite or PostgreSQL, while nodes write to the first:
/// it reads in one transaction that sees one moment. Leases go along; the directory of nodes does not.
/// </summary>
internal sealed class StateCopy(string from, string to)
{
    private static readonly string[] _tables = ["streamreco_shards", "streamreco_users"];

    /// <summary>Rows between two reports of progress.</summary>
    private const int ReportEvery = 1_000;

    /// <param name="report">Receives the users copied so far, and of all.</param>
    /// <param name="cancel">Gives up; the target stays as it was.</param>
    /// <returns>Shards and users copied.</returns>
    /// <exception cref="StoreUnavailableException">One of the databases cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The target holds a state already.</exception>
    public async Task<StateCopied> RunAsync(Action<long, long> report, CancellationToken cancel)
    {
        await using (var store = ShardStoreFactory.Create(to))
        {
            await store.InitializeAsync(cancel);
            if ((await store.ListShardsAsync(cancel)).Count > 0)
            {
                throw new InvalidOperationException($"{ShardStoreFactory.Describe(to)} holds a state already.");
            }
        }

        try
        {
            await using var source = await OpenAsync(from, cancel);
            await using var target = await OpenAsync(to, cancel);
            await using var reading = source is SqliteConnection sqlite
                ? sqlite.BeginTransaction(deferred: true) // reads one moment of the write-ahead log and locks nobody out
                : await source.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            await using var writing = await target.BeginTransactionAsync(cancel);
            var shards = await CopyAsync(_tables[0], (source, reading), (target, writing), (_, _) => { }, cancel);
            var users = await CopyAsync(
                _tables[1], (source, reading), (target, writing), report, cancel);
            await writing.CommitAsync(cancel);
            return new StateCopied(shards, users);
        }
        catch (DbException e)
        {
            throw new StoreUnavailableException($"The state cannot be copied: {e.Message}", e);
        }
    }

    private static async Task<long> CopyAsync(
        string table, (DbConnection Connection, DbTransaction Transaction) source,
        (DbConnection Connection, DbTransaction Transaction) target, Action<long, long> report, CancellationToken cancel)
    {
        var all = await CountAsync(table, source, cancel);
        await using var read = source.Connection.CreateCommand();
        read.Transaction = source.Transaction;
        read.CommandText = $"SELECT * FROM {table}";
        await using var rows = await read.ExecuteReaderAsync(cancel);
        string[] columns = [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)];
        await using var insert = target.Connection.CreateCommand();
        insert.Transaction = target.Transaction;
        insert.CommandText =
            $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
        foreach (var i in Enumerable.Range(0, columns.Length))
        {
            var parameter = insert.CreateParameter();
            parameter.ParameterName = $"p{i}";
            insert.Parameters.Add(parameter);
        }

        var values = new object[columns.Length];
        long copied = 0;
        while (await rows.ReadAsync(cancel))
        {
            rows.GetValues(values);
            for (var i = 0; i < values.Length; i++)
            {
                insert.Parameters[i].Value = values[i];
            }

            await insert.ExecuteNonQueryAsync(cancel);
            if (++copied % ReportEvery == 0)
            {
                report(copied, all);
            }
        }

        return copied;
    }

    private static async Task<long> CountAsync(
        string table, (DbConnection Connection, DbTransaction Transaction) source, CancellationToken cancel)
    {
        await using var count = source.Connection.CreateCommand();
        count.Transaction = source.Transaction;
        count.CommandText = $"SELECT count(*) FROM {table}";
        return Convert.ToInt64(await count.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<DbConnection> OpenAsync(string text, CancellationToken cancel)
    {
        var address = StoreAddress.Parse(text);
        DbConnection connection = address.Postgres is { } postgres
            ? new NpgsqlConnection(postgres.ConnectionString)
            : new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = address.Path,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ConnectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }
}

/// <summary>What was copied.</summary>
internal sealed record StateCopied(long Shards, long Users);
