using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Sql;

/// <summary>Makes the store that the setting <c>State:Connection</c> asks for.</summary>
public static class ShardStoreFactory
{
    /// <param name="connection">
    /// A path or <c>sqlite:PATH</c> for a SQLite file; <c>Host=…;…</c>, <c>postgres://…</c> or <c>postgresql://…</c> for PostgreSQL.
    /// </param>
    /// <param name="options">Limits; the defaults when null.</param>
    /// <returns>The store, not connected yet: <see cref="IShardStore.InitializeAsync"/> makes folder, file and tables.</returns>
    /// <exception cref="ArgumentException">The text is none of these forms.</exception>
    public static IShardStore Create(string connection, StateOptions? options = null)
    {
        var address = StoreAddress.Parse(connection);
        return address.Postgres is null
            ? new SqliteShardStore(address, options ?? new StateOptions())
            : new PostgresShardStore(address, options ?? new StateOptions());
    }

    /// <returns>What is wrong with a connection text, or null.</returns>
    public static string? Fault(string connection)
    {
        try
        {
            StoreAddress.Parse(connection);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message.Split(" (Parameter", 2)[0];
        }
    }

    /// <summary>The connection text with its secrets masked, for logs and for people.</summary>
    public static string Describe(string connection) => StoreAddress.Parse(connection).Display;
}
