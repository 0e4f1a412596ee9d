using System.Numerics.Tensors;

namespace StreamReco.Models.Content;

/// <summary>What the newest items of a user say. Reused from answer to answer; for one thread.</summary>
/// <param name="dimensions">D.</param>
public sealed class ColdStartProfile(int dimensions)
{
    /// <summary>Newest items that are looked at.</summary>
    public const int ItemsMax = 5;

    private readonly float[] _items = new float[ItemsMax * dimensions];
    private readonly float[] _sum = new float[dimensions];
    private int _count;

    /// <summary>Whether anything is known of any of the items.</summary>
    public bool IsEmpty => !_sum.AsSpan().ContainsAnyExcept(0f);

    public void Clear()
    {
        _count = 0;
        _sum.AsSpan().Clear();
    }

    /// <summary>Adds the next older item; the newest comes first, those beyond <see cref="ItemsMax"/> do not count.</summary>
    public void Add(ReadOnlySpan<float> vector)
    {
        if (_count < ItemsMax)
        {
            vector.CopyTo(_items.AsSpan(_count * dimensions));
            TensorPrimitives.MultiplyAdd(vector, 1f / (1 + _count), _sum, _sum);
            _count++;
        }
    }

    /// <summary>Orders items as <see cref="ColdStartSimilarity.Whole"/> does, in one product.</summary>
    public float RoughOf(ReadOnlySpan<float> vector) => TensorPrimitives.Dot(_sum, vector);

    /// <summary>How alike an item is.</summary>
    public ColdStartSimilarity Of(ReadOnlySpan<float> vector)
    {
        var (newest, best) = (0f, 0f);
        for (var i = 0; i < _count; i++)
        {
            var cosine = CosineOf(i, vector);
            (newest, best) = (i == 0 ? cosine : newest, Math.Max(best, cosine));
        }

        var norm = TensorPrimitives.Norm<float>(_sum);
        return new ColdStartSimilarity(newest, best, norm > 0 ? RoughOf(vector) / norm : 0);
    }

    /// <summary>The place, 0 for the newest, of the item that speaks most for another.</summary>
    public int ClosestTo(ReadOnlySpan<float> vector)
    {
        var (closest, most) = (0, float.NegativeInfinity);
        for (var i = 0; i < _count; i++)
        {
            var score = CosineOf(i, vector) / (1 + i);
            (closest, most) = score > most ? (i, score) : (closest, most);
        }

        return closest;
    }

    private float CosineOf(int item, ReadOnlySpan<float> vector) =>
        TensorPrimitives.Dot(_items.AsSpan(item * dimensions, dimensions), vector);
}
