namespace StreamReco.Models.DataQuality;

/// <summary>What a rule asks of records or of windows of records. The numbers stand in state and are never reused.</summary>
public enum QualityCheck : byte
{
    /// <summary>The field is there.</summary>
    Complete = 0,

    /// <summary>The number lies between two bounds.</summary>
    Range = 1,

    /// <summary>The text matches an expression.</summary>
    Pattern = 2,

    /// <summary>The value is one of a list.</summary>
    OneOf = 3,

    /// <summary>The event was not seen before.</summary>
    Unique = 4,

    /// <summary>The event was received soon after it happened.</summary>
    Timely = 5,

    /// <summary>The record could be read and passed validation.</summary>
    Valid = 6,

    /// <summary>The event's time is not off reception by whole hours.</summary>
    Clock = 7,

    /// <summary>The value stands in the reference.</summary>
    NewValues = 8,

    /// <summary>The number of distinct values in a window lies between two bounds.</summary>
    Cardinality = 9,

    /// <summary>The values of a window are spread as in the reference: population stability index.</summary>
    Psi = 10,

    /// <summary>The values of a window are spread as in the reference: Kolmogorov and Smirnov's distance.</summary>
    Ks = 11,

    /// <summary>A source that sends regularly sent something while others did.</summary>
    Silent = 12,

    /// <summary>The items are in the catalog.</summary>
    Consistent = 13,

    /// <summary>A source sends about as many events as at this hour of earlier weeks.</summary>
    Traffic = 14,
}
