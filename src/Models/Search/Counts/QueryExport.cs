using System.Security.Cryptography;
using System.Text;

namespace StreamReco.Models.Search.Counts;

/// <summary>A query as it may leave its shard.</summary>
/// <param name="Hash">The first 16 hex digits of the keyed hash of the query.</param>
/// <param name="Text">The text; null until enough users typed it.</param>
/// <param name="Entry">Its counts: totals, so that the newest record of a shard is the whole.</param>
public sealed record ExportedQuery(string Hash, string? Text, QueryEntry Entry);

/// <summary>Exports the counts of a shard.</summary>
public static class QueryExport
{
    private const int HashDigits = 16;

    /// <summary>All queries, in the order of their hashes. A query that few typed may be a name: only its hash goes out.</summary>
    /// <param name="counts">The shard's counts.</param>
    /// <param name="key">The key of the hashes; the same on all shards, so that they can be added up.</param>
    public static IReadOnlyList<ExportedQuery> Of(QueryCounts counts, ReadOnlySpan<byte> key)
    {
        var secret = key.ToArray();
        return
        [
            .. counts.Queries
                .Select(query => new ExportedQuery(HashOf(query.Key, secret), counts.TextOf(query.Key), query.Value))
                .OrderBy(query => query.Hash, StringComparer.Ordinal),
        ];
    }

    /// <summary>The keyed hash of a query.</summary>
    public static string HashOf(string query, byte[] key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(query)))[..HashDigits];
}
