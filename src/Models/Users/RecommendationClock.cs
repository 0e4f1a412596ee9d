namespace StreamReco.Models.Users;

/// <summary>What the trigger remembers of a user: when the last answer was due and whether a click still waits for one.</summary>
/// <param name="LastAnsweredMs">Event time of the click that was answered last; <see cref="long.MinValue"/> before the first.</param>
/// <param name="PendingOffset">Offset of the click that waits for the end of the throttle interval; -1 when none does.</param>
public readonly record struct RecommendationClock(long LastAnsweredMs, long PendingOffset)
{
    public static readonly RecommendationClock Never = new(long.MinValue, -1);

    public bool HasPending => PendingOffset >= 0;
}
