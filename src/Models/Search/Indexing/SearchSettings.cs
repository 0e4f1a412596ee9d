namespace StreamReco.Models.Search.Indexing;

/// <summary>The fields that an item is found by. The number is the field's place in masks and settings.</summary>
public enum SearchField
{
    Name,
    Brand,
    Category,
    Attributes,
    Description,
    Codes,
}

/// <summary>
/// How an item's terms are weighed (BM25F: Robertson, Zaragoza and Taylor 2004). Part of an index: one of other settings
/// must be built anew.
/// </summary>
public sealed record SearchSettings
{
    /// <summary>Fields of <see cref="SearchField"/>.</summary>
    public const int Fields = 6;

    /// <summary>
    /// Saturation: so much weight of a term is worth half. Low, because a second "laptop" in a name says nothing; measured
    /// on judged products, where 0.4 is better than the textbook's 1.2.
    /// </summary>
    public float K1 { get; init; } = 0.4f;

    /// <summary>How much a long field counts against its terms, 0 to 1.</summary>
    public float B { get; init; } = 0.5f;

    /// <summary>The worth of one occurrence by field. Codes are looked up as a whole, so their weight is 0.</summary>
    public IReadOnlyList<float> Weights { get; init; } = [3, 1, 1, 1, 1, 0];

    /// <summary>
    /// Words of a field of ordinary length. Constants and no averages of the catalog: a document's weights must not change
    /// because another document comes or goes, or answers would depend on the order of changes.
    /// </summary>
    public IReadOnlyList<float> Lengths { get; init; } = [12, 1.3f, 1.5f, 26, 11, 1];

    /// <summary>Documents of the head, the small segment that takes in what is new; beyond that it is closed.</summary>
    public int HeadDocumentsMax { get; init; } = 1024;

    /// <summary>Segments after a merge; each costs a search another look-up of each term.</summary>
    public int SegmentsMax { get; init; } = 8;

    /// <summary>Refuses settings that cannot weigh.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting and its value.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(K1);
        ArgumentOutOfRangeException.ThrowIfNegative(B);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(B, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Weights.Count, Fields, nameof(Weights));
        ArgumentOutOfRangeException.ThrowIfNotEqual(Lengths.Count, Fields, nameof(Lengths));
        ArgumentOutOfRangeException.ThrowIfLessThan(HeadDocumentsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentsMax, 2);
    }
}
