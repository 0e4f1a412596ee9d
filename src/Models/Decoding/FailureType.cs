namespace StreamReco.Models.Decoding;

/// <summary>Why a record was rejected. The numbers are stored in state and never reused.</summary>
public enum FailureType : byte
{
    /// <summary>Not JSON, not UTF-8, not an object, or empty.</summary>
    Malformed = 0,

    /// <summary>JSON, but a field is missing, of a wrong type or out of range.</summary>
    Invalid = 1,

    /// <summary>Larger than <c>Limits:EventBytesMax</c>.</summary>
    Oversized = 2,

    /// <summary>Event time after the record was received, beyond the tolerated clock skew.</summary>
    Future = 3,

    /// <summary>Event time before <c>Validation:EarliestEventTime</c>.</summary>
    Ancient = 4,

    /// <summary>Event time behind the partition's watermark by more than the allowed lateness.</summary>
    Late = 5,

    /// <summary>A quality rule rejects it.</summary>
    Rule = 6,
}
