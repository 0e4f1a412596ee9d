using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>One click of a data set.</summary>
/// <param name="UserId">The user; the session id where the data know no users.</param>
/// <param name="SessionId">The session.</param>
/// <param name="ItemId">The item; empty for an event without one.</param>
/// <param name="TimeMs">Event time, Unix milliseconds; made up where <see cref="ClickDataset.TimeNote"/> says so.</param>
/// <param name="Type">What the visitor did; <see cref="EventType.ViewItem"/> where the data do not say.</param>
public readonly record struct HistoricClick(
    string UserId, string SessionId, string ItemId, long TimeMs, EventType Type);
