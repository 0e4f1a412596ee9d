namespace StreamReco.Stages.Recommendations;

/// <summary>An item of a list of ids.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Row">Its row in the model, -1 when the model does not know it.</param>
/// <param name="Category">The number of its category (<see cref="ItemLookup.NumberOf"/>).</param>
/// <param name="Matches">The rules that speak of it, as bits.</param>
/// <param name="Available">Whether it may be recommended.</param>
internal readonly record struct ListedItem(string ItemId, int Row, int Category, ulong Matches, bool Available);
