using StreamReco.Models.Items;

namespace StreamReco.Stages.Answers;

/// <summary>An item of a list of ids.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Row">Its row in the model, -1 when the model does not know it.</param>
/// <param name="Info">The catalog's word on it, or null.</param>
internal readonly record struct ListedItem(string ItemId, int Row, CatalogItem? Info);
