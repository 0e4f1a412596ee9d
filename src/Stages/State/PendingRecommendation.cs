namespace StreamReco.Stages.State;

/// <summary>A click that waits for the end of its user's throttle interval.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Offset">The click's offset; void when the user's state names another one by now.</param>
/// <param name="AsOfMs">The click's event time.</param>
/// <param name="DueMs">Event time at which the watermark releases it.</param>
public readonly record struct PendingRecommendation(string UserId, long Offset, long AsOfMs, long DueMs)
{
    /// <summary>Whether it is answered before another one: by due time, then offset.</summary>
    public bool IsBefore(in PendingRecommendation other) => DueMs != other.DueMs ? DueMs < other.DueMs : Offset < other.Offset;
}
