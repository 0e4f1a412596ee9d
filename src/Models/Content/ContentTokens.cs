using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamReco.Models.Items;

namespace StreamReco.Models.Content;

/// <summary>
/// What is said of an item as tokens: words of the name, pairs of words that follow each other, character trigrams,
/// category, brand, attributes and the price's power of two. A token is the bucket of its hash.
/// </summary>
internal static class ContentTokens
{
    /// <summary>Buckets; two tokens rarely share one in a catalog of some tens of thousands of items.</summary>
    public const int Buckets = 1 << 16;

    private const int GramLength = 3;

    /// <summary>Fills <paramref name="tokens"/> with the buckets of an item.</summary>
    public static void Collect(CatalogItem item, HashSet<int> tokens)
    {
        tokens.Clear();
        if (item.Name != item.ItemId)
        {
            CollectText(item.Name.ToLowerInvariant(), tokens);
        }

        Add("category", item.Category, tokens);
        Add("brand", item.Brand, tokens);
        foreach (var attribute in item.Attributes)
        {
            Add("attribute", attribute, tokens);
        }

        if (item.Price > 0)
        {
            Add("price", ((int)Math.Log2(item.Price)).ToString(CultureInfo.InvariantCulture), tokens);
        }
    }

    private static void CollectText(string text, HashSet<int> tokens)
    {
        var before = 0..0;
        foreach (var range in text.AsSpan().SplitAny(" -,/.()"))
        {
            var word = text.AsSpan(range);
            if (word.IsEmpty)
            {
                continue;
            }

            tokens.Add(BucketOf("word", word));
            for (var i = 0; i + GramLength <= word.Length; i++)
            {
                tokens.Add(BucketOf("gram", word.Slice(i, GramLength)));
            }

            if (!before.Equals(0..0))
            {
                tokens.Add(BucketOf("pair", text.AsSpan(before.Start.Value, range.End.Value - before.Start.Value)));
            }

            before = range;
        }
    }

    private static void Add(string kind, string? value, HashSet<int> tokens)
    {
        if (value is { Length: > 0 })
        {
            tokens.Add(BucketOf(kind, value));
        }
    }

    private static int BucketOf(string kind, ReadOnlySpan<char> text)
    {
        var seed = (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(kind.AsSpan()));
        return (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text), seed) % Buckets);
    }
}
