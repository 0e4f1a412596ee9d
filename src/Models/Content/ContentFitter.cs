using System.Numerics.Tensors;
using StreamReco.Models.Items;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Content;

/// <summary>Fits the <see cref="ContentEncoder"/> of a catalog.</summary>
internal static class ContentFitter
{
    /// <summary>D: what two items are compared by; memory and time of the comparisons grow with it.</summary>
    private const int Dimensions = 96;

    /// <summary>Items that the directions are fitted on; more would only cost time.</summary>
    private const int ItemsMax = 20_000;

    /// <summary>From so many items on a token of one item alone does not count: nothing can be like it.</summary>
    private const int RareFromItems = 1_000;

    /// <summary>The encoder; null where nothing is said of any item.</summary>
    /// <param name="items">Items of the model, by row.</param>
    /// <param name="parallel">Threads, and the token that stops it. The result does not depend on their number.</param>
    public static ContentEncoder? Fit(IReadOnlyList<CatalogItem> items, ParallelOptions parallel)
    {
        var tokens = items.Select(TokensOf).ToArray();
        var (buckets, weights) = Weigh(tokens, items.Count < RareFromItems ? 1 : 2);
        var vectorLength = LengthOf(items);
        if (buckets.Length + vectorLength == 0)
        {
            return null;
        }

        var columnOf = new int[ContentTokens.Buckets];
        columnOf.AsSpan().Fill(-1);
        for (var column = 0; column < buckets.Length; column++)
        {
            columnOf[buckets[column]] = column;
        }

        int[] sample = [.. Sample(items.Count)];
        var text = new SparseMatrixBuilder(buckets.Length);
        var given = new float[sample.Length * vectorLength];
        for (var i = 0; i < sample.Length; i++)
        {
            var row = ContentRow.Of(tokens[sample[i]], columnOf, weights);
            var vector = items[sample[i]].Vector.Length == vectorLength ? items[sample[i]].Vector.Span : default;
            var (textShare, vectorShare) = ContentRow.Shares(row.Count > 0, !vector.IsEmpty);
            text.AddRow([.. row.Select(cell => cell.Column)], [.. row.Select(cell => cell.Weight * textShare)]);
            if (!vector.IsEmpty)
            {
                var target = given.AsSpan(i * vectorLength, vectorLength);
                TensorPrimitives.Multiply(vector, vectorShare / TensorPrimitives.Norm(vector), target);
            }
        }

        var projection = new MainDirections(text.Build(), given, vectorLength, parallel).Find(Dimensions);
        return new ContentEncoder(Dimensions, buckets, weights, vectorLength, projection);
    }

    private static HashSet<int> TokensOf(CatalogItem item)
    {
        var tokens = new HashSet<int>();
        ContentTokens.Collect(item, tokens);
        return tokens;
    }

    private static (int[] Buckets, float[] Weights) Weigh(HashSet<int>[] tokens, int itemsMin)
    {
        var counts = new int[ContentTokens.Buckets];
        foreach (var token in tokens.SelectMany(own => own))
        {
            counts[token]++;
        }

        int[] buckets = [.. Enumerable.Range(0, counts.Length).Where(bucket => counts[bucket] >= itemsMin)];
        return (buckets, [.. buckets.Select(bucket => MathF.Log((1f + tokens.Length) / counts[bucket]))]);
    }

    /// <summary>The length that most given vectors have; the others do not count.</summary>
    private static int LengthOf(IReadOnlyList<CatalogItem> items) => items
        .Select(item => item.Vector.Length).Where(length => length > 0)
        .GroupBy(length => length).OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
        .Select(group => group.Key).FirstOrDefault();

    private static IEnumerable<int> Sample(int items)
    {
        var count = Math.Min(items, ItemsMax);
        return Enumerable.Range(0, count).Select(i => (int)((long)i * items / count));
    }
}
