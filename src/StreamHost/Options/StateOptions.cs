namespace StreamReco.StreamHost.Options;

/// <summary>Where state is kept, and the limits of the connections to it.</summary>
public sealed class StateOptions
{
    /// <summary>An SQLite file, or a PostgreSQL connection string (<c>Host=…;Database=…</c> or <c>postgresql://…</c>).</summary>
    public string Connection { get; set; } = "streamreco.db";

    /// <summary>
    /// How long a statement waits for another process's lock on a SQLite file, milliseconds. 5 s outlasts the longest
    /// snapshot of a neighbour; whole seconds count above the first, because the driver waits in seconds.
    /// </summary>
    public int BusyTimeoutMs { get; set; } = 5_000;

    /// <summary>Connections that read at once. Readers wait for CPU, not for each other: 4 keep a start-up's shards busy.</summary>
    public int ReadConnectionsMax { get; set; } = 4;

    /// <summary>Connections to PostgreSQL where the connection text sets no <c>Maximum Pool Size</c>. One per shard and some to read.</summary>
    public int PostgresConnectionsMax { get; set; } = 32;

    /// <summary>Largest SQLite file, MiB. 64 GiB hold about 100 million users: more is a runaway id, which must not fill the disk.</summary>
    public int SqliteSizeMaxMb { get; set; } = 65_536;
}
