using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// What both databases share: the tables' version and its rule. Tables: <c>streamreco_meta</c> (one row, the version),
/// <c>streamreco_shards</c> (lease and snapshot of a shard) and <c>streamreco_users</c> (a user's state). User ids are
/// stored as UTF-8 bytes: any character fits, and order is the same everywhere.
/// </summary>
internal static class StoreSchema
{
    /// <summary>Finds out which migrations a database of some version lacks.</summary>
    /// <param name="found">The database's version, 0 for an empty one.</param>
    /// <param name="migrations">Statement lists; the first leads from version 0 to 1.</param>
    /// <param name="address">The setting and its value, for the message.</param>
    /// <exception cref="StoreFormatException">The database is of a later version than this program.</exception>
    public static ReadOnlySpan<string> Missing(int found, string[] migrations, string address) =>
        found <= migrations.Length
            ? migrations.AsSpan(found)
            : throw new StoreFormatException(
                $"The state database at {address} has schema version {found}, but this program knows versions up to "
                + $"{migrations.Length}; run the newer program or point the setting to another database.");
}
