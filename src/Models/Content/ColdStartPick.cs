namespace StreamReco.Models.Content;

/// <summary>An item that the model does not know, as a candidate.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Vector">Its content, of unit length.</param>
/// <param name="Likeness">How alike it is to the user's newest items.</param>
/// <param name="Chance">What the gate says of it.</param>
public readonly record struct ColdStartPick(string ItemId, ReadOnlyMemory<float> Vector, ColdStartSimilarity Likeness, float Chance);
