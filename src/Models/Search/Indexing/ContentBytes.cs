using System.Runtime.Intrinsics;
using StreamReco.Models.Content;
using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Indexing;

/// <summary>Content vectors in bytes of 1/127: a quarter of the memory, and an order hardly different.</summary>
internal static class ContentBytes
{
    private const float Scale = 127;

    /// <summary>The vectors of items by rows; empty without an encoder.</summary>
    public static sbyte[] Of(CatalogItem[] items, ContentEncoder? encoder)
    {
        if (encoder is null)
        {
            return [];
        }

        var length = encoder.Dimensions;
        var bytes = new sbyte[items.Length * length];
        var vector = new float[length];
        for (var row = 0; row < items.Length; row++)
        {
            encoder.Encode(items[row], vector);
            Pack(vector, bytes.AsSpan(row * length, length));
        }

        return bytes;
    }

    /// <summary>Rounds a unit vector.</summary>
    public static void Pack(ReadOnlySpan<float> vector, Span<sbyte> bytes)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            bytes[i] = (sbyte)Math.Clamp(MathF.Round(vector[i] * Scale), -Scale, Scale);
        }
    }

    /// <summary>The cosine of two packed vectors.</summary>
    public static float Cosine(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        var (sums, i) = (Vector128<int>.Zero, 0);
        for (; i <= a.Length - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
        {
            var (lower, upper) = Products(Vector128.Create(a[i..]), Vector128.Create(b[i..]));
            sums += lower + upper;
        }

        var sum = Vector128.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum / (Scale * Scale);
    }

    /// <summary>The products, four sums of four: a product of two bytes fits 16 bits, the sum of two does as well.</summary>
    private static (Vector128<int> Lower, Vector128<int> Upper) Products(Vector128<sbyte> a, Vector128<sbyte> b) => Vector128.Widen(
        (Vector128.WidenLower(a) * Vector128.WidenLower(b)) + (Vector128.WidenUpper(a) * Vector128.WidenUpper(b)));
}
