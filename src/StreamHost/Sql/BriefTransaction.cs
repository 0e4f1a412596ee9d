using System.Data.Common;
using Npgsql;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// Transactions that cannot outlast a process that stands still. A process that is frozen amid a transaction keeps its
/// rows locked: in PostgreSQL, nobody could take over its partitions, nor decide to go on without it, before it wakes up.
/// </summary>
internal static class BriefTransaction
{
    /// <summary>Longest pause of a client between two statements; the server then ends its session, and frees its rows.</summary>
    private static readonly TimeSpan _pauseMax = TimeSpan.FromSeconds(5);

    /// <summary>Begins one.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="pauseMax">Longest pause of the client, at least 1 ms; 5 s if null. SQLite knows no such limit.</param>
    public static async Task<DbTransaction> BeginAsync(
        DbConnection connection, CancellationToken cancel, TimeSpan? pauseMax = null)
    {
        var transaction = await connection.BeginTransactionAsync(cancel);
        if (connection is NpgsqlConnection postgres)
        {
            // A client that is frozen while it sends a statement counts as busy: the limit of statements is for that.
            await using var limits = new NpgsqlCommand(
                $"""
                SET LOCAL idle_in_transaction_session_timeout = {(long)(pauseMax ?? _pauseMax).TotalMilliseconds};
                SET LOCAL statement_timeout = {postgres.CommandTimeout * 1000L}
                """,
                postgres);
            await limits.ExecuteNonQueryAsync(cancel);
        }

        return transaction;
    }

    /// <summary>
    /// A connection string whose sessions the server ends amid a transaction when the client is silent for 5 s: for a
    /// library that begins its transactions itself.
    /// </summary>
    /// <param name="connection">A connection string of Npgsql; its own options stay, and come later, so that they win.</param>
    public static string WithLimit(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection);
        builder.Options =
            $"-c idle_in_transaction_session_timeout={(long)_pauseMax.TotalMilliseconds} {builder.Options}".TrimEnd();
        return builder.ConnectionString;
    }
}
