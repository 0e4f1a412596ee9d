namespace StreamReco.Models.Users;

/// <summary>The bounds and time constants of a user's state. Part of the fold: changing one changes state from then on.</summary>
public sealed class UserStateOptions
{
    /// <summary>Interactions kept per user. 50 covers the longest session of 99.9 % of the visitors in the public click sets.</summary>
    public int RecentItemsMax { get; set; } = 50;

    /// <summary>Event ids remembered per user. 64 ids span the retries of any sender; 512 bytes a busy user.</summary>
    public int DedupeEventsMax { get; set; } = 64;

    /// <summary>Inactivity that ends a session. 30 minutes is what web analytics has agreed on.</summary>
    public long SessionGapMs { get; set; } = 30 * 60_000L;

    /// <summary>Half-life of an interest. A week: last month's interest counts a sixteenth.</summary>
    public long InterestHalfLifeMs { get; set; } = 7 * 86_400_000L;
}
