using StreamReco.Models.Events;

namespace StreamReco.Models.Users;

/// <summary>One interaction in a user's history.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="TimeMs">Event time, Unix milliseconds.</param>
/// <param name="Type">What the user did with the item.</param>
/// <param name="Index">The item's row in the current model, -1 when unknown there; never stored.</param>
public readonly record struct RecentItem(string ItemId, long TimeMs, EventType Type, int Index);
