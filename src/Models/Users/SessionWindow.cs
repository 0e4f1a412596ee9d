namespace StreamReco.Models.Users;

/// <summary>
/// The current session of a user: a window of event time that an inactivity gap closes (session windows of
/// Akidau et al., "The Dataflow Model", 2015). A window covers [start, end] and takes in every event that is at most
/// the gap away from either edge.
/// </summary>
/// <param name="Id">The shop's session id, or <c>user:start</c> where the shop named none.</param>
/// <param name="StartMs">Event time of the earliest event, Unix milliseconds.</param>
/// <param name="EndMs">Event time of the latest event, Unix milliseconds.</param>
/// <param name="Events">Events in the session.</param>
/// <param name="Named">Whether <paramref name="Id"/> is the shop's: then another id ends the session at once.</param>
public readonly record struct SessionWindow(string Id, long StartMs, long EndMs, int Events, bool Named)
{
    /// <summary>No session yet.</summary>
    public static readonly SessionWindow None = new("", 0, 0, 0, false);

    /// <summary>The window after one more event.</summary>
    /// <param name="userId">Makes the id of an unnamed session.</param>
    /// <param name="namedId">The shop's session id, empty when it named none.</param>
    /// <param name="timeMs">Event time of the event, Unix milliseconds.</param>
    /// <param name="gapMs">The inactivity gap, milliseconds.</param>
    /// <returns>The extended window, a new one, or this one unchanged when the event belongs to an earlier, closed session.</returns>
    public SessionWindow Add(string userId, ReadOnlySpan<char> namedId, long timeMs, long gapMs)
    {
        var sameSession = Events > 0
            && timeMs <= EndMs + gapMs
            && timeMs >= StartMs - gapMs
            && (namedId.IsEmpty || !Named || namedId.SequenceEqual(Id));
        if (sameSession)
        {
            var rename = !Named && !namedId.IsEmpty;
            return new SessionWindow(
                rename ? namedId.ToString() : Id,
                Math.Min(StartMs, timeMs),
                Math.Max(EndMs, timeMs),
                Events + 1,
                Named || rename);
        }

        if (Events > 0 && timeMs < StartMs)
        {
            return this;
        }

        var id = namedId.IsEmpty ? $"{userId}:{timeMs}" : namedId.ToString();
        return new SessionWindow(id, timeMs, timeMs, 1, !namedId.IsEmpty);
    }
}
