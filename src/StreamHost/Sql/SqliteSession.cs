using Microsoft.Data.Sqlite;

namespace StreamReco.StreamHost.Sql;

/// <summary>One SQLite connection with its prepared statements. One user at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <param name="text">The connection text.</param>
    /// <param name="pragmas">Statements that set the connection up.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public SqliteSession(string text, string pragmas)
    {
        _connection = new SqliteConnection(text);
        try
        {
            _connection.Open();
            Execute(pragmas);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public SqliteConnection Connection => _connection;

    /// <summary>A prepared statement whose parameters are <c>@0</c>, <c>@1</c>, … with these values.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Prepare(sql, values.Length);
            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }

    /// <summary>Runs statements once, without preparing them.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs work in a transaction that holds the write lock from its start: it cannot fail for a lock half-way.</summary>
    public T InTransaction<T>(Func<SqliteSession, T> work)
    {
        Command("BEGIN IMMEDIATE").ExecuteNonQuery();
        try
        {
            var result = work(this);
            Command("COMMIT").ExecuteNonQuery();
            return result;
        }
        catch (Exception e) when (e is not SqliteException)
        {
            Command("ROLLBACK").ExecuteNonQuery();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
        }

        return command;
    }
}
