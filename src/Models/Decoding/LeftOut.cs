namespace StreamReco.Models.Decoding;

/// <summary>A field of an event that was left out; the event counts without it.</summary>
/// <param name="Field">The field.</param>
/// <param name="Reason">Why.</param>
public readonly record struct LeftOut(LeftOutField Field, LeftOutReason Reason)
{
    private static readonly string[] _fields =
        ["event_id", "user_id", "session_id", "timestamp", "sent_at", "items", "item_id", "item_category", "price", "quantity", "item_name", "query", "search_id", "recommendation_id"];

    private static readonly string[] _reasons = ["wrong_kind", "too_long", "no_number", "negative", "no_time", "no_id"];

    /// <summary>The field's name, as the contract of events has it.</summary>
    public string FieldName => _fields[(int)Field];

    /// <summary>The reason's wire name, for instance <c>no_number</c>.</summary>
    public string ReasonName => _reasons[(int)Reason];

    /// <summary>In words for people.</summary>
    public string Words => Reason switch
    {
        LeftOutReason.WrongKind => "of another kind than its field",
        LeftOutReason.TooLong => "longer than Limits:IdCharsMax",
        LeftOutReason.NoNumber => "not a number",
        LeftOutReason.Negative => "below 0",
        LeftOutReason.NoTime => "not a time",
        LeftOutReason.NoId => "without an item_id",
        _ => throw new InvalidOperationException($"No words for {Reason}."),
    };
}

/// <summary>Fields without which an event still counts.</summary>
public enum LeftOutField
{
    EventId,
    UserId,
    SessionId,
    Timestamp,
    SentAt,

    /// <summary>A list, or one element of it.</summary>
    Items,
    ItemId,
    Category,
    Price,
    Quantity,
    ItemName,
    Query,
    SearchId,
    RecommendationId,
}

/// <summary>Why a field was left out.</summary>
public enum LeftOutReason
{
    WrongKind,
    TooLong,
    NoNumber,
    Negative,
    NoTime,

    /// <summary>An element of a list that names no item.</summary>
    NoId,
}
