using System.Numerics.Tensors;
using StreamReco.Models.Items;

namespace StreamReco.Models.Users;

/// <summary>
/// A user's vector in the item space, kept exact by one rank-1 update per interaction.
/// </summary>
/// <remarks>
/// <para>The vector is the minimiser that implicit ALS would compute for this user with the item factors Y held fixed
/// (Hu, Koren and Volinsky 2008, in the form of Rendle et al. 2021): x = A⁻¹·b with A = α₀·YᵀY + λI + Σ wⱼ·yⱼyⱼᵀ and
/// b = Σ wⱼ·yⱼ over the user's interactions j with confidence wⱼ.</para>
/// <para>With P = A⁻¹ an interaction (w, y) changes both by the Sherman–Morrison formula, which is the recursive least
/// squares of Plackett (1950) without forgetting: g = w·P·y / (1 + w·yᵀP·y), x ← x + g·(1 − xᵀy), P ← P − g·(P·y)ᵀ.
/// Cost O(D²), no approximation but float rounding.</para>
/// <para>P is symmetric and stored packed: D(D+1)/2 floats. Source of the initial P: <see cref="ItemSpace.Prior"/>.</para>
/// </remarks>
public sealed class OnlineVector
{
    private readonly float[] _x;
    private readonly float[] _p;

    private OnlineVector(float[] x, float[] p, ulong space)
    {
        Space = space;
        _x = x;
        _p = p;
    }

    /// <summary>Fingerprint of the item space that the vector lives in.</summary>
    public ulong Space { get; }

    /// <summary>The D values of the user vector.</summary>
    public ReadOnlySpan<float> Values => _x;

    /// <summary>The packed covariance, D(D+1)/2 values.</summary>
    public ReadOnlySpan<float> Covariance => _p;

    /// <summary>The vector of a user without interactions: zero, with the prior's covariance.</summary>
    public static OnlineVector Empty(ItemSpace space) =>
        new(new float[space.Dimensions], space.Prior.ToArray(), space.Fingerprint);

    /// <summary>A vector as it was stored.</summary>
    public static OnlineVector Restore(float[] values, float[] covariance, ulong space) => new(values, covariance, space);

    /// <summary>Forgets every interaction: as <see cref="Empty"/>, without a new object.</summary>
    /// <param name="space">The vector's own space.</param>
    internal void Reset(ItemSpace space)
    {
        _x.AsSpan().Clear();
        space.Prior.CopyTo(_p);
    }

    /// <summary>Takes in one interaction.</summary>
    /// <param name="factor">The item's D factors.</param>
    /// <param name="weight">Confidence w &gt; 0.</param>
    public void Add(ReadOnlySpan<float> factor, float weight)
    {
        var d = _x.Length;
        Span<float> py = d <= 256 ? stackalloc float[d] : new float[d];
        MultiplyCovariance(factor, py);
        var scale = weight / (1f + (weight * TensorPrimitives.Dot(py, factor)));
        var residual = 1f - TensorPrimitives.Dot(_x, factor);
        TensorPrimitives.MultiplyAdd(py, scale * residual, _x, _x);
        for (int i = 0, row = 0; i < d; row += ++i)
        {
            var target = _p.AsSpan(row, i + 1);
            TensorPrimitives.MultiplyAdd(py[..(i + 1)], -scale * py[i], target, target);
        }
    }

    private void MultiplyCovariance(ReadOnlySpan<float> y, Span<float> result)
    {
        result.Clear();
        for (int i = 0, row = 0; i < y.Length; row += ++i)
        {
            var below = _p.AsSpan(row, i);
            result[i] += TensorPrimitives.Dot(below, y[..i]) + (_p[row + i] * y[i]);
            TensorPrimitives.MultiplyAdd(below, y[i], result[..i], result[..i]);
        }
    }
}
