using System.Numerics.Tensors;
using StreamReco.Models.Items;

namespace StreamReco.Models.Content;

/// <summary>
/// Vectors of items from what is said of them: tokens by their inverse document frequency (Salton and Buckley 1988) and,
/// where there is one, a vector computed elsewhere, projected onto the D directions in which the model's items differ
/// most (latent semantic analysis: Deerwester et al. 1990). Items that share words lie close, whether anybody has clicked
/// them or not. Immutable, for any number of threads.
/// </summary>
public sealed class ContentEncoder
{
    private readonly int[] _columnOf = new int[ContentTokens.Buckets];

    /// <param name="dimensions">D.</param>
    /// <param name="buckets">The buckets that count, rising.</param>
    /// <param name="weights">Their inverse document frequencies.</param>
    /// <param name="vectorLength">E, values of a vector computed elsewhere; 0 where the model has none.</param>
    /// <param name="projection">(buckets + E)×D by rows.</param>
    public ContentEncoder(int dimensions, int[] buckets, float[] weights, int vectorLength, float[] projection)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, buckets.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(projection.Length, (buckets.Length + vectorLength) * dimensions);
        Dimensions = dimensions;
        VectorLength = vectorLength;
        Buckets = buckets;
        Weights = weights;
        Projection = projection;
        _columnOf.AsSpan().Fill(-1);
        for (var column = 0; column < buckets.Length; column++)
        {
            _columnOf[buckets[column]] = column;
        }
    }

    /// <summary>D, values of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>E, values of the vectors that the shop gives; 0 where the model was trained without.</summary>
    public int VectorLength { get; }

    internal int[] Buckets { get; }

    internal float[] Weights { get; }

    internal float[] Projection { get; }

    /// <summary>
    /// Fills <paramref name="vector"/>, D values of unit length; zero where nothing is said of the item. A given vector
    /// of another length than E does not count.
    /// </summary>
    public void Encode(CatalogItem item, Span<float> vector)
    {
        vector.Clear();
        var tokens = new HashSet<int>();
        ContentTokens.Collect(item, tokens);
        var columns = ContentRow.Of(tokens, _columnOf, Weights);
        var given = item.Vector.Length == VectorLength ? item.Vector.Span : default;
        var (text, other) = ContentRow.Shares(columns.Count > 0, !given.IsEmpty);
        foreach (var (column, weight) in columns)
        {
            Add(column, weight * text, vector);
        }

        var scale = given.IsEmpty ? 0 : other / TensorPrimitives.Norm(given);
        for (var i = 0; i < given.Length; i++)
        {
            Add(Buckets.Length + i, given[i] * scale, vector);
        }

        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
        {
            TensorPrimitives.Divide(vector, norm, vector);
        }
    }

    private void Add(int row, float weight, Span<float> vector) =>
        TensorPrimitives.MultiplyAdd(Projection.AsSpan(row * Dimensions, Dimensions), weight, vector, vector);
}
