using System.Net.Sockets;
using Npgsql;
using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Sql;

/// <summary>Says what a failure of PostgreSQL means, by its SQLSTATE (PostgreSQL manual, appendix A).</summary>
internal sealed class PostgresErrors(StoreAddress address)
{
    /// <summary>Classes and codes that another try, or a person, can fix: none says that our statement is wrong.</summary>
    private static readonly string[] _unavailable =
    [
        "08", // connection
        "25006", // read-only transaction: a standby
        "25P03", // this process stood still amid a transaction (BriefTransaction)
        "28", // authorization
        "3D", // no such database
        "40", // serialization failure, deadlock
        "42501", // missing privilege
        "53", // out of disk, memory, connections
        "55P03", // lock not available
        "57", // shut down, starting up, statement cancelled by its time-out
        "58", // disk error
    ];

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
        PostgresException { SqlState: "42P01" } => Format("holds no StreamReco tables: start the service on it once, or correct the setting", e),
        PostgresException { SqlState: "XX001" or "XX002" } => Format("is damaged: restore a copy, or start with an empty database", e),
        PostgresException server => IsUnavailable(server.SqlState) ? Unavailable(server.MessageText, e) : null,
        NpgsqlException or SocketException or TimeoutException or IOException => Unavailable(e.Message, e),
        _ => null,
    };

    private static bool IsUnavailable(string state) =>
        Array.Exists(_unavailable, prefix => state.StartsWith(prefix, StringComparison.Ordinal));

    private StoreUnavailableException Unavailable(string why, Exception e) =>
        new($"The state database at {address.Display} cannot be used: {why}.", e);

    private StoreFormatException Format(string what, Exception e) =>
        new($"The state database at {address.Display} {what}.", e);
}
