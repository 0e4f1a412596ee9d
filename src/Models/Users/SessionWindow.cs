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

    /// <summary>The id of a session that the shop did not name.</summary>
    internal static string IdOfUnnamed(string userId, long startMs) => $"{userId}:{startMs}";

    /// <summary>
    /// The session of a person of whom two were seen under two ids: one window where no gap lies between them and the shop does not
    /// name them apart, else the later one.
    /// </summary>
    /// <param name="other">The session under the other id.</param>
    /// <param name="gapMs">The inactivity gap, milliseconds.</param>
    public SessionWindow Unite(in SessionWindow other, long gapMs)
    {
        if (Events == 0 || other.Events == 0)
        {
            return Events == 0 ? other : this;
        }

        var later = IsAfter(other) ? this : other;
        var areOne = StartMs <= other.EndMs + gapMs && other.StartMs <= EndMs + gapMs && (!Named || !other.Named || Id == other.Id);
        if (!areOne)
        {
            return later;
        }

        var id = Named == other.Named ? later.Id : Named ? Id : other.Id;
        return new SessionWindow(
            id, Math.Min(StartMs, other.StartMs), Math.Max(EndMs, other.EndMs), Events + other.Events, Named || other.Named);
    }

    /// <summary>An order of all sessions, so that it does not matter which of two is asked.</summary>
    private bool IsAfter(in SessionWindow other) => EndMs != other.EndMs ? EndMs > other.EndMs
        : StartMs != other.StartMs ? StartMs > other.StartMs : string.CompareOrdinal(Id, other.Id) > 0;
}
