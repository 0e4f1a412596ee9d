using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// Short connections to the state database for what stands beside the state and need not outlive its writer. A database
/// that is not there is not made.
/// </summary>
internal sealed class DirectoryConnection
{
    /// <summary>Longest wait for another process's lock on an SQLite file: signs of life come every two seconds.</summary>
    private const int LockSeconds = 5;

    private readonly string _what;
    private readonly string _connection;
    private readonly StoreAddress _address;
    private readonly Func<DbConnection> _connect;

    /// <param name="connection">The setting <c>State:Connection</c>.</param>
    /// <param name="what">What is kept there, for messages.</param>
    public DirectoryConnection(string connection, string what)
    {
        _what = what;
        _connection = connection;
        _address = StoreAddress.Parse(connection);
        _connect = _address.Postgres is { } postgres
            ? () => new NpgsqlConnection(postgres.ConnectionString)
            : () => new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = _address.Path,
                Mode = SqliteOpenMode.ReadWrite,
                DefaultTimeout = LockSeconds,
                Pooling = false,
            }.ConnectionString);
    }

    /// <summary>
    /// Makes a table. Statements of one command are one transaction in PostgreSQL: processes that start together take turns.
    /// </summary>
    public Task CreateAsync(string table, CancellationToken cancel) => RunAsync(
        connection => connection.ExecuteAsync(
            Command(_address.Postgres is null ? table : $"{PostgresSchema.TakeLock}; {table}", null, cancel)),
        cancel);

    public static CommandDefinition Command(string sql, object? values, CancellationToken cancel, DbTransaction? inside = null) =>
        new(sql, values, inside, cancellationToken: cancel);

    /// <summary>Reads; a table that nobody has made yet holds nothing.</summary>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    public Task<IReadOnlyList<T>> ReadAsync<T>(Func<DbConnection, Task<IReadOnlyList<T>>> work, CancellationToken cancel) => RunAsync(
        async connection =>
        {
            try
            {
                return await work(connection);
            }
            catch (DbException e) when (IsNoTable(e))
            {
                return [];
            }
        },
        cancel);

    /// <exception cref="StoreUnavailableException">The database is away.</exception>
    public async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            await using var connection = _connect();
            await connection.OpenAsync(cancel);
            return await work(connection);
        }
        catch (DbException e)
        {
            throw new StoreUnavailableException(
                StoreAddress.Missing(_connection) ?? $"The table of {_what} at {_address.Display} cannot be used: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static bool IsNoTable(DbException fault) => fault is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable }
        || (fault is SqliteException && fault.Message.Contains("no such table", StringComparison.Ordinal));
}
