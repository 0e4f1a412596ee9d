namespace StreamReco.Models.Users;

/// <summary>What an event is to a session.</summary>
internal enum SessionStep
{
    /// <summary>The session goes on, by the id that it has.</summary>
    GoesOn,

    /// <summary>The session goes on, and has the shop's id from here on.</summary>
    TakesName,

    /// <summary>Another one begins.</summary>
    Begins,

    /// <summary>The event belongs to an earlier one, which is closed.</summary>
    IsPassed,
}

/// <summary>A <see cref="SessionWindow"/> without its id.</summary>
/// <param name="StartMs">Event time of the earliest event, Unix milliseconds.</param>
/// <param name="EndMs">Event time of the latest event, Unix milliseconds.</param>
/// <param name="Events">Events in the session.</param>
/// <param name="Named">Whether its id is the shop's.</param>
internal readonly record struct SessionSpan(long StartMs, long EndMs, int Events, bool Named)
{
    /// <summary>Finds what one more event is to the session.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="namedId">The shop's session id of the event, empty when it named none.</param>
    /// <param name="timeMs">Event time of the event, Unix milliseconds.</param>
    /// <param name="gapMs">The inactivity gap, milliseconds.</param>
    /// <param name="next">The session after it.</param>
    public SessionStep Add(ReadOnlySpan<char> id, ReadOnlySpan<char> namedId, long timeMs, long gapMs, out SessionSpan next)
    {
        var sameSession = Events > 0
            && timeMs <= EndMs + gapMs
            && timeMs >= StartMs - gapMs
            && (namedId.IsEmpty || !Named || namedId.SequenceEqual(id));
        if (sameSession)
        {
            var takesName = !Named && !namedId.IsEmpty;
            next = new SessionSpan(Math.Min(StartMs, timeMs), Math.Max(EndMs, timeMs), Events + 1, Named || takesName);
            return takesName ? SessionStep.TakesName : SessionStep.GoesOn;
        }

        if (Events > 0 && timeMs < StartMs)
        {
            next = this;
            return SessionStep.IsPassed;
        }

        next = new SessionSpan(timeMs, timeMs, 1, !namedId.IsEmpty);
        return SessionStep.Begins;
    }
}
