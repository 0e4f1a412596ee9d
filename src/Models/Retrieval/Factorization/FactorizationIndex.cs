using StreamReco.Models.Items;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Factorization;

/// <summary>The space of the user vectors, ready to be searched: immutable, for any number of threads.</summary>
public sealed class FactorizationIndex
{
    public FactorizationIndex(ItemSpace space)
    {
        Space = space;
        Packed.PackTransposed(space.Factors.Span, space.Dimensions, space.Count);
    }

    /// <summary>Item factors, and the prior that every user vector starts from.</summary>
    public ItemSpace Space { get; }

    /// <summary>The factors in the order of a product.</summary>
    internal GemmRight Packed { get; } = new();
}
