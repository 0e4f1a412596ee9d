using System.Numerics.Tensors;
using StreamReco.Models.Items;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Factorization;

/// <summary>The space of the user vectors, ready to be searched: immutable, for any number of threads.</summary>
public sealed class FactorizationIndex
{
    public FactorizationIndex(ItemSpace space)
    {
        Space = space;
        Levels = new LevelMatrix(space.Count, space.Dimensions);
        Span<sbyte> levels = new sbyte[space.Dimensions];
        for (var row = 0; row < space.Count; row++)
        {
            var factor = space.Factor(row);
            var scale = LevelMatrix.Quantize(factor, levels);
            Levels.Set(row, levels, scale);
            ErrorMax = Math.Max(ErrorMax, DistanceOf(factor, levels, scale) / scale);
            LengthMax = Math.Max(LengthMax, TensorPrimitives.Norm(factor) / scale);
        }
    }

    /// <summary>Item factors, and the prior that every user vector starts from.</summary>
    public ItemSpace Space { get; }

    /// <summary>The factors in eight bits, which say which items cannot be among the best.</summary>
    internal LevelMatrix Levels { get; }

    /// <summary>The greatest distance of a factor from its levels, in units of the factor's scale.</summary>
    internal float ErrorMax { get; }

    /// <summary>The greatest length of a factor, in units of its scale.</summary>
    internal float LengthMax { get; }

    /// <summary>The Euclidean distance of a vector from its levels.</summary>
    internal static float DistanceOf(ReadOnlySpan<float> vector, ReadOnlySpan<sbyte> levels, float scale)
    {
        var sum = 0d;
        for (var k = 0; k < vector.Length; k++)
        {
            var error = vector[k] - ((double)levels[k] * scale);
            sum += error * error;
        }

        return (float)Math.Sqrt(sum);
    }
}
