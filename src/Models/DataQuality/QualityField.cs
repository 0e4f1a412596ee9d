namespace StreamReco.Models.DataQuality;

/// <summary>What of an event a rule looks at.</summary>
public enum QualityField : byte
{
    EventType,
    UserId,
    SessionId,
    Country,
    Query,
    SearchId,
    Results,
    Items,
    ItemId,
    Category,
    Price,
    Quantity,
    Position,
}
