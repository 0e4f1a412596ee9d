using System.IO.Hashing;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using StreamReco.Models.Items;

namespace StreamReco.Models.Content;

/// <summary>
/// Vectors of items from what is said of them: words and character trigrams of the name, category, brand and the price's
/// power of two, each weighed by its inverse document frequency and projected onto 64 dimensions by the signs of its hash
/// (random projection: Achlioptas 2003). Items that share words lie close, whether anybody has clicked them or not.
/// Immutable, for any number of threads.
/// </summary>
public sealed class ContentEncoder
{
    /// <summary>Length of a vector: a sign for each bit of a hash.</summary>
    public const int Dimensions = 64;

    private const int GramLength = 3;
    private readonly Dictionary<ulong, int> _documents = [];
    private readonly int _count;

    /// <summary>Counts in how many items each token stands.</summary>
    public ContentEncoder(IReadOnlyCollection<CatalogItem> items)
    {
        _count = items.Count;
        var tokens = new HashSet<ulong>();
        foreach (var item in items)
        {
            tokens.Clear();
            Collect(item, tokens);
            foreach (var token in tokens)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_documents, token, out _)++;
            }
        }
    }

    /// <summary>Fills <paramref name="vector"/>, 64 values of unit length; zero where nothing is said of the item.</summary>
    public void Encode(CatalogItem item, Span<float> vector)
    {
        vector.Clear();
        var tokens = new HashSet<ulong>();
        Collect(item, tokens);
        foreach (var token in tokens.Order())
        {
            var idf = MathF.Log((1f + _count) / (1f + _documents.GetValueOrDefault(token)));
            for (var d = 0; d < Dimensions; d++)
            {
                vector[d] += (token >> d & 1) == 0 ? idf : -idf;
            }
        }

        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
        {
            TensorPrimitives.Divide(vector, norm, vector);
        }
    }

    private static void Collect(CatalogItem item, HashSet<ulong> tokens)
    {
        if (item.Name != item.ItemId)
        {
            var name = item.Name.ToLowerInvariant();
            foreach (var range in name.AsSpan().SplitAny(' ', '-', ',', '/', '.', '(', ')'))
            {
                CollectWord(name.AsSpan(range), tokens);
            }
        }

        Add("category", item.Category, tokens);
        Add("brand", item.Brand, tokens);
        Add("price", item.Price > 0 ? ((int)Math.Log2(item.Price)).ToString(System.Globalization.CultureInfo.InvariantCulture) : null, tokens);
    }

    private static void CollectWord(ReadOnlySpan<char> word, HashSet<ulong> tokens)
    {
        if (word.Length > 0)
        {
            tokens.Add(HashOf("word", word));
        }

        for (var i = 0; i + GramLength <= word.Length; i++)
        {
            tokens.Add(HashOf("gram", word.Slice(i, GramLength)));
        }
    }

    private static void Add(string kind, string? value, HashSet<ulong> tokens)
    {
        if (value is { Length: > 0 })
        {
            tokens.Add(HashOf(kind, value));
        }
    }

    private static ulong HashOf(string kind, ReadOnlySpan<char> text) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text), (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(kind.AsSpan())));
}
