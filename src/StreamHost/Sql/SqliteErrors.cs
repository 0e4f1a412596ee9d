using Microsoft.Data.Sqlite;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Sql;

/// <summary>Says what a failure of SQLite means, by its primary result code (sqlite.org/rescode.html).</summary>
internal sealed class SqliteErrors(StoreAddress address, StateOptions options)
{
    private const int Error = 1;

    /// <summary>
    /// Throws the port's exception that stands for this one. Returns where there is none: it is a bug, a cancellation
    /// or the port's already, and must surface as it is.
    /// </summary>
    public void ThrowTranslated(Exception e)
    {
        if (Translate(e) is { } fault)
        {
            throw fault;
        }
    }

    private Exception? Translate(Exception e) => e switch
    {
        SqliteException sqlite => OfSqlite(sqlite),
        IOException or UnauthorizedAccessException => Unavailable($"cannot be created: {e.Message}", e),
        _ => null,
    };

    private Exception? OfSqlite(SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => Unavailable($"is locked by another program (waited {options.BusyTimeoutMs} ms)", e),
        8 => Unavailable("is read-only: give this user write access to the file and its folder", e),
        10 => Unavailable($"had a disk error (code {e.SqliteExtendedErrorCode})", e),
        13 => Unavailable($"is full: free disk space, or raise State:SqliteSizeMaxMb={options.SqliteSizeMaxMb}", e),
        3 or 14 => Unavailable("cannot be opened: it must be a file in a folder that this user may read and write", e),
        11 => Format("is damaged: move it away, and the state is made anew from Kafka's log, or restore a copy", e),
        26 => Format("is not a SQLite database: point the setting to another file", e),
        Error when e.Message.Contains("no such table: streamreco_", StringComparison.Ordinal) =>
            Format("holds no StreamReco tables: start the service on it once, or correct the setting", e),
        _ => null,
    };

    private StoreUnavailableException Unavailable(string what, Exception e) =>
        new($"The state database at {address.Display} {what}.", e);

    private StoreFormatException Format(string what, Exception e) =>
        new($"The state database at {address.Display} {what}.", e);
}
