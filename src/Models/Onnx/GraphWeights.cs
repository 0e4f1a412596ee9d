namespace StreamReco.Models.Onnx;

/// <summary>What a graph is made of.</summary>
/// <param name="Items">N.</param>
/// <param name="ItemFactors">Y, row-major N×D: the factors that are scored.</param>
/// <param name="ContextFactors">C, row-major N×D: what a recent item says of the next one, in the space of Y.</param>
/// <param name="UserWeight">Share of the user vector in the query.</param>
/// <param name="SessionWeight">Share of the recent items in the query.</param>
public sealed record GraphWeights(
    int Items,
    ReadOnlyMemory<float> ItemFactors,
    ReadOnlyMemory<float> ContextFactors,
    float UserWeight,
    float SessionWeight);
