namespace StreamReco.StreamHost.Options;

/// <summary>Where state is kept.</summary>
public sealed class StateOptions
{
    /// <summary>An SQLite file, or a PostgreSQL connection string (<c>Host=…;Database=…</c> or <c>postgresql://…</c>).</summary>
    public string Connection { get; set; } = "streamreco.db";
}
