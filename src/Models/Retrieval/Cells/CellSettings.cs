namespace StreamReco.Models.Retrieval.Cells;

/// <summary>When items are looked for in cells, and how well.</summary>
/// <param name="ExactItemsMax">Up to so many items all are looked at.</param>
/// <param name="RecallMin">The least share of the best items that is to be found, above 0; 1 looks at all items.</param>
internal readonly record struct CellSettings(int ExactItemsMax, double RecallMin)
{
    /// <summary>Whether so many items stand in cells.</summary>
    public bool Applies(int items) => items > ExactItemsMax && RecallMin < 1;
}
