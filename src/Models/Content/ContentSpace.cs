using StreamReco.Models.Items;

namespace StreamReco.Models.Content;

/// <summary>
/// What is said of a model's items: their vectors, which are most alike, the encoder for items that come later, and the
/// gate that says how far these are trusted. Immutable, shared by all shards.
/// </summary>
/// <param name="Encoder">Encodes items that the model does not know.</param>
/// <param name="Vectors">N×D by rows, of unit length, or zero where nothing is said of the item.</param>
/// <param name="Neighbours">Items that are most alike.</param>
/// <param name="Gate">Learned in training from items whose clicks were withheld.</param>
public sealed record ContentSpace(
    ContentEncoder Encoder, ReadOnlyMemory<float> Vectors, ContentNeighbours Neighbours, ColdStartGate Gate)
{
    /// <summary>D.</summary>
    public int Dimensions => Encoder.Dimensions;

    /// <summary>The space of a vocabulary, its gate closed; null where nothing is said of any item.</summary>
    /// <param name="itemIds">The vocabulary, by row.</param>
    /// <param name="catalog">What is known of items, in any order.</param>
    /// <param name="parallel">Threads, and the token that stops it. The result does not depend on their number.</param>
    public static ContentSpace? Fit(
        IReadOnlyList<string> itemIds, IReadOnlyList<CatalogItem> catalog, ParallelOptions parallel)
    {
        var known = catalog.ToDictionary(item => item.ItemId, StringComparer.Ordinal);
        CatalogItem[] items =
        [
            .. itemIds.Select(id => known.GetValueOrDefault(id) ?? new CatalogItem(id, id, null, null, double.NaN, true)),
        ];
        if (known.Count == 0 || ContentFitter.Fit(items, parallel) is not { } encoder)
        {
            return null;
        }

        var vectors = new float[items.Length * encoder.Dimensions];
        Parallel.For(0, items.Length, parallel, row =>
            encoder.Encode(items[row], vectors.AsSpan(row * encoder.Dimensions, encoder.Dimensions)));
        return new ContentSpace(
            encoder, vectors, ContentNeighbours.Fit(vectors, encoder.Dimensions, parallel), ColdStartGate.Closed);
    }

    /// <summary>The unit vector of a model's item.</summary>
    public ReadOnlySpan<float> VectorOf(int row) => Vectors.Span.Slice(row * Dimensions, Dimensions);

    /// <summary>The vector of an item that the model does not know.</summary>
    public float[] Encode(CatalogItem item)
    {
        var vector = new float[Dimensions];
        Encoder.Encode(item, vector);
        return vector;
    }
}
