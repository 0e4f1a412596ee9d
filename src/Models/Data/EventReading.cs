using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>How the lines of a JSON file are read as events: by the limits and rules of the stream.</summary>
public sealed record EventReading
{
    /// <summary>The settings as they are without any.</summary>
    public static EventReading Default { get; } = new();

    public EventLimits Limits { get; init; } = new();

    public EventRules Rules { get; init; } = new();

    /// <summary>Events that are no clicks.</summary>
    public PassedOverEvents PassedOver { get; init; } = new();

    /// <summary>Event ids of a user that a repeat is told by; the setting <c>UserState:DedupeEventsMax</c>.</summary>
    public int DedupeEventsMax { get; init; } = 64;
}
