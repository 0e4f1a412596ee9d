using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace StreamReco.Models.Search.Counts;

/// <summary>
/// The hashes under which counts of queries leave their shards; all nodes of a group make the same. Not thread-safe, as
/// <see cref="QueryKey"/>.
/// </summary>
/// <param name="keyed">Turns a text into a keyed hash of it; null where the group has no key: then the hash hides little.</param>
public sealed class QueryHasher(Func<string, string>? keyed = null)
{
    private readonly QueryKey _key = new();

    /// <summary>The hash of a query in the form of <see cref="QueryKey.Of"/>.</summary>
    public ulong Of(string key) => HashOf(key);

    /// <summary>The hash of its words in whatever order.</summary>
    public ulong OfSet(string key) => HashOf('\0' + _key.SetOf(key));

    /// <summary>A query as it was typed, in the form of the counts.</summary>
    public string KeyOf(string query) => _key.Of(query);

    private ulong HashOf(string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes((keyed is null ? text : keyed(text)).AsSpan()));
}
