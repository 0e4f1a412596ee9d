using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace StreamReco.Models.Search.Counts;

/// <summary>
/// The hashes under which counts of queries leave their shards; all nodes of a group make the same. Not thread-safe, as
/// <see cref="QueryKey"/>.
/// </summary>
/// <param name="keyed">Turns a text into a keyed hash of it; null where the group has no key: then the hash hides little.</param>
/// <param name="masked">What the counts know in the place of a typed text; null where they know the text.</param>
public sealed class QueryHasher(Func<string, string>? keyed = null, Func<string, string>? masked = null)
{
    /// <summary>Typed queries whose hashes are known: most searches are repeats, and a repeat allocates nothing.</summary>
    private const int KnownMax = 10_000;

    private readonly QueryKey _key = new();
    private readonly Dictionary<string, (ulong Own, ulong Set)> _known = new(StringComparer.Ordinal);

    /// <summary>The hashes of a query as it was typed, and of its words in whatever order.</summary>
    public (ulong Own, ulong Set) OfTyped(string query)
    {
        if (!_known.TryGetValue(query, out var hashes))
        {
            if (_known.Count == KnownMax)
            {
                _known.Clear();
            }

            var key = KeyOf(query);
            _known.Add(query, hashes = (Of(key), OfSet(key)));
        }

        return hashes;
    }

    /// <summary>The hash of a query in the form of <see cref="QueryKey.Of"/>.</summary>
    public ulong Of(string key) => HashOf(key);

    /// <summary>The hash of its words in whatever order.</summary>
    public ulong OfSet(string key) => HashOf('\0' + _key.SetOf(key));

    /// <summary>A query as it was typed, in the form of the counts.</summary>
    public string KeyOf(string query) => _key.Of(masked is null ? query : masked(query));

    private ulong HashOf(string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes((keyed is null ? text : keyed(text)).AsSpan()));
}
