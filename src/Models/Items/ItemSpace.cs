using System.Collections.Frozen;
using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Items;

/// <summary>
/// The vector space of a model's items: a vocabulary of N ids, an N×D matrix of factors and the prior of the user
/// vectors that live in it. Immutable and shared by all shards.
/// </summary>
public sealed class ItemSpace
{
    private readonly string[] _ids;
    private readonly float[] _factors;
    private readonly float[] _prior;
    private readonly float[] _paddedPrior;
    private readonly float[] _norms;
    private readonly FrozenDictionary<string, int> _index;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indexByChars;

    /// <param name="ids">N distinct item ids.</param>
    /// <param name="factors">Row-major N×D item factors.</param>
    /// <param name="dimensions">D.</param>
    /// <param name="prior">
    /// (α₀·YᵀY + λI)⁻¹, packed by rows of its lower triangle, D(D+1)/2 values: the covariance of a user of whom nothing is known.
    /// </param>
    /// <param name="fingerprint">Identifies the space in stored state; a vector of another space is rebuilt from history.</param>
    public ItemSpace(string[] ids, float[] factors, int dimensions, float[] prior, ulong fingerprint)
    {
        if (factors.Length != (long)ids.Length * dimensions)
        {
            throw new ArgumentException(
                $"{ids.Length} items of {dimensions} dimensions need {(long)ids.Length * dimensions} values, not {factors.Length}.",
                nameof(factors));
        }

        if (prior.Length != dimensions * (dimensions + 1) / 2)
        {
            throw new ArgumentException($"The packed prior has {prior.Length} values.", nameof(prior));
        }

        _ids = ids;
        _factors = factors;
        _prior = prior;
        _paddedPrior = new float[PaddedTriangle.Length(dimensions)];
        PaddedTriangle.Unpack(prior, dimensions, _paddedPrior);
        Dimensions = dimensions;
        Fingerprint = fingerprint;
        _norms = [.. Enumerable.Range(0, ids.Length).Select(i => TensorPrimitives.Norm(Factor(i)))];
        _index = ids.Select((id, i) => KeyValuePair.Create(id, i)).ToFrozenDictionary(StringComparer.Ordinal);
        _indexByChars = _index.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Dimensions { get; }

    public int Count => _ids.Length;

    public ulong Fingerprint { get; }

    public IReadOnlyList<string> Ids => _ids;

    /// <summary>The packed prior covariance, D(D+1)/2 values.</summary>
    public ReadOnlySpan<float> Prior => _prior;

    /// <summary>The prior covariance as a <see cref="PaddedTriangle"/>.</summary>
    internal ReadOnlySpan<float> PaddedPrior => _paddedPrior;

    /// <summary>Row-major N×D.</summary>
    public ReadOnlyMemory<float> Factors => _factors;

    /// <summary>The D factors of item <paramref name="index"/>.</summary>
    public ReadOnlySpan<float> Factor(int index) => _factors.AsSpan(index * Dimensions, Dimensions);

    /// <summary>The Euclidean length of an item's factors.</summary>
    public float Norm(int index) => _norms[index];

    public string IdOf(int index) => _ids[index];

    /// <summary>The row of an item, or -1 when the model does not know it.</summary>
    public int IndexOf(string itemId) => _index.GetValueOrDefault(itemId, -1);

    /// <inheritdoc cref="IndexOf(string)"/>
    public int IndexOfChars(ReadOnlySpan<char> itemId) => _indexByChars.TryGetValue(itemId, out var index) ? index : -1;
}
