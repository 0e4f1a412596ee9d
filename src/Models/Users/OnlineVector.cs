using StreamReco.Models.Binary;
using StreamReco.Models.Items;
using StreamReco.Models.LinearAlgebra;

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
/// <para>P is symmetric: in memory a <see cref="PaddedTriangle"/>, in stored state packed, D(D+1)/2 floats. Source of the
/// initial P: <see cref="ItemSpace.Prior"/>.</para>
/// </remarks>
public sealed class OnlineVector
{
    private readonly int _dimensions;
    private readonly float[] _x;
    private readonly float[] _p;

    private OnlineVector(int dimensions)
    {
        _dimensions = dimensions;
        _x = new float[PaddedTriangle.Width(dimensions)];
        _p = new float[PaddedTriangle.Length(dimensions)];
    }

    /// <summary>Fingerprint of the item space that the vector lives in.</summary>
    public ulong Space { get; private set; }

    /// <summary>The D values of the user vector.</summary>
    public ReadOnlySpan<float> Values => _x.AsSpan(0, _dimensions);

    /// <summary>The vector of a user without interactions: zero, with the prior's covariance.</summary>
    public static OnlineVector Empty(ItemSpace space)
    {
        var vector = new OnlineVector(space.Dimensions);
        vector.Reset(space);
        return vector;
    }

    /// <summary>The covariance as it is stored: D(D+1)/2 values, the rows of its lower triangle.</summary>
    public float[] PackedCovariance()
    {
        var packed = new float[_dimensions * (_dimensions + 1) / 2];
        for (int i = 0, to = 0; i < _dimensions; to += ++i)
        {
            PaddedTriangle.Row(_p, i).CopyTo(packed.AsSpan(to));
        }

        return packed;
    }

    /// <summary>Writes values and covariance, without their number.</summary>
    internal void Write(StateWriter writer)
    {
        writer.Floats(Values);
        for (var i = 0; i < _dimensions; i++)
        {
            writer.Floats(PaddedTriangle.Row(_p, i));
        }
    }

    /// <summary>A vector of D values that are read next.</summary>
    internal static OnlineVector Blank(int dimensions) => new(dimensions);

    /// <summary>Reads values and covariance as they were stored.</summary>
    internal void Read(ref StateReader reader, ulong space)
    {
        Space = space;
        reader.Floats(_x.AsSpan(0, _dimensions));
        for (var i = 0; i < _dimensions; i++)
        {
            reader.Floats(PaddedTriangle.Row(_p, i));
        }
    }

    /// <summary>Forgets every interaction: as <see cref="Empty"/>, without a new object.</summary>
    /// <param name="space">A space of as many dimensions.</param>
    internal void Reset(ItemSpace space)
    {
        Space = space.Fingerprint;
        _x.AsSpan().Clear();
        space.PaddedPrior.CopyTo(_p);
    }

    /// <summary>Reads a value of each cache line, see <see cref="UserState.Touch"/>.</summary>
    internal int Touch()
    {
        var sum = _x[0];
        for (var i = 0; i < _p.Length; i += 16)
        {
            sum += _p[i];
        }

        return BitConverter.SingleToInt32Bits(sum);
    }

    /// <summary>Takes in one interaction.</summary>
    /// <param name="factor">The item's D factors.</param>
    /// <param name="weight">Confidence w &gt; 0.</param>
    public void Add(ReadOnlySpan<float> factor, float weight)
    {
        var width = _x.Length;
        Span<float> y = width <= PaddedTriangle.ShortWidth ? stackalloc float[width] : new float[width];
        Span<float> py = width <= PaddedTriangle.ShortWidth ? stackalloc float[width] : new float[width];
        y[factor.Length..].Clear();
        factor.CopyTo(y);
        PaddedTriangle.Multiply(_p, y, py, _dimensions);
        var scale = weight / (1f + (weight * PaddedTriangle.Dot(py, y)));
        var residual = 1f - PaddedTriangle.Dot(_x, y);
        PaddedTriangle.AddScaled(_x, py, scale * residual);
        PaddedTriangle.Subtract(_p, py, scale, _dimensions);
    }
}
