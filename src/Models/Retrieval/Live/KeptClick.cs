using StreamReco.Models.Events;

namespace StreamReco.Models.Retrieval.Live;

/// <summary>A click that live sources keep.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="TimeMs">Event time, Unix milliseconds.</param>
/// <param name="Type">What was done.</param>
public sealed record KeptClick(string ItemId, long TimeMs, EventType Type);
