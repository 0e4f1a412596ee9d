using System.Data.Common;
using DuckDB.NET.Data;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// One query over the committed files of a lake, by DuckDB in this process: read only, bounded in memory, time and rows. The
/// library is loaded by the first query; nothing else of the program needs it.
/// </summary>
/// <param name="tables">The files of each table, as paths of the disk.</param>
/// <param name="memoryMaxMb">Memory of the query, MiB.</param>
/// <param name="timeout">How long it may take.</param>
internal sealed class LakeSql(IReadOnlyDictionary<string, IReadOnlyList<string>> tables, int memoryMaxMb, TimeSpan timeout)
{
    /// <summary>A row an item of an answer, by the newest version of its labels.</summary>
    private const string Labels =
        "CREATE VIEW labels AS SELECT * EXCLUDE (items, dt, partition), unnest(items, recursive := true) FROM (SELECT * FROM outcomes "
        + "QUALIFY row_number() OVER (PARTITION BY answer_partition, answer_offset ORDER BY version DESC) = 1)";

    private static readonly string[] _queries = ["select", "with", "from", "values", "describe", "summarize", "explain", "show", "pivot"];

    /// <summary>Answers a query.</summary>
    /// <param name="sql">One statement that reads.</param>
    /// <param name="rowsMax">Rows of the answer at most.</param>
    /// <param name="time">The clock of the timeout.</param>
    /// <param name="cancel">Ends the query.</param>
    /// <exception cref="LakeSqlException">It is no query, or DuckDB refuses it, or it took too long.</exception>
    public LakeSqlAnswer Ask(string sql, int rowsMax, TimeProvider time, CancellationToken cancel)
    {
        CheckReads(sql);
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var connection = new DuckDBConnection("Data Source=:memory:");
            connection.Open();
            Prepare(connection);
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var stop = both.Token.Register(command.Cancel);
            using var reader = command.ExecuteReader();
            return Read(reader, rowsMax);
        }
        catch (Exception e) when (e is DuckDBException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            throw new LakeSqlException(
                limit.IsCancellationRequested
                    ? $"The query took longer than {timeout.TotalMilliseconds:0} ms (Lake:SqlTimeoutMs)."
                    : $"DuckDB: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (DllNotFoundException e)
        {
            throw new LakeSqlException("DuckDB's library is not there; 'lake sql' needs the build that has it.", e);
        }
    }

    private static void CheckReads(string sql)
    {
        var text = sql.Trim().TrimEnd(';').TrimStart('(', ' ', '\n', '\t');
        var word = new string([.. text.TakeWhile(char.IsAsciiLetter)]).ToLowerInvariant();
        if (!_queries.Contains(word) || HasSecondStatement(text))
        {
            throw new LakeSqlException($"'lake sql' takes one query that reads: {string.Join(", ", _queries)}; not '{word}' or several statements.");
        }
    }

    /// <summary>Whether a semicolon stands outside of texts and quoted names.</summary>
    private static bool HasSecondStatement(string sql)
    {
        var quote = '\0';
        foreach (var sign in sql)
        {
            if (quote != '\0')
            {
                quote = sign == quote ? '\0' : quote;
            }
            else if (sign is '\'' or '"')
            {
                quote = sign;
            }
            else if (sign == ';')
            {
                return true;
            }
        }

        return false;
    }

    private void Prepare(DuckDBConnection connection)
    {
        Execute(connection, $"SET memory_limit='{memoryMaxMb}MiB'");
        Execute(connection, "SET TimeZone='UTC'");
        foreach (var (table, files) in tables)
        {
            var list = string.Join(", ", files.Select(file => $"'{file.Replace("'", "''", StringComparison.Ordinal)}'"));
            Execute(
                connection,
                $"CREATE VIEW {table} AS SELECT * EXCLUDE (p), CAST(p AS INTEGER) AS partition FROM read_parquet([{list}], "
                + "hive_partitioning=true, hive_types={'dt': DATE, 'p': VARCHAR}, union_by_name=true)");
        }

        if (tables.ContainsKey("outcomes"))
        {
            Execute(connection, Labels);
        }

        var folders = string.Join(", ", tables.Values.SelectMany(files => files).Select(file => $"'{file.Replace("'", "''", StringComparison.Ordinal)}'"));
        Execute(connection, $"SET allowed_paths=[{folders}]");
        Execute(connection, "SET enable_external_access=false");
        Execute(connection, "SET lock_configuration=true");
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static LakeSqlAnswer Read(DbDataReader reader, int rowsMax)
    {
        string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        string[] types = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetDataTypeName)];
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            if (rows.Count == rowsMax)
            {
                return new LakeSqlAnswer(columns, types, rows, IsCut: true);
            }

            rows.Add([.. Enumerable.Range(0, columns.Length).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return new LakeSqlAnswer(columns, types, rows, IsCut: false);
    }
}

/// <summary>What a query gave.</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Types">Their types, as DuckDB calls them.</param>
/// <param name="Rows">The rows.</param>
/// <param name="IsCut">Whether there are more.</param>
internal sealed record LakeSqlAnswer(
    IReadOnlyList<string> Columns, IReadOnlyList<string> Types, IReadOnlyList<object?[]> Rows, bool IsCut);

/// <summary>A query of the lake failed; the message is for people.</summary>
internal sealed class LakeSqlException(string message, Exception? inner = null) : Exception(message, inner);
