namespace StreamReco.Models.Experiments.Feedback;

/// <summary>The bounds of attribution.</summary>
public sealed record FeedbackOptions
{
    /// <summary>Event time in which a click is credited to a list after it was shown, ms.</summary>
    public long ClickWindowMs { get; init; } = (long)TimeSpan.FromMinutes(30).TotalMilliseconds;

    /// <summary>The same for a cart, ms.</summary>
    public long CartWindowMs { get; init; } = (long)TimeSpan.FromHours(24).TotalMilliseconds;

    /// <summary>The same for a purchase, ms.</summary>
    public long PurchaseWindowMs { get; init; } = (long)TimeSpan.FromDays(7).TotalMilliseconds;

    /// <summary>Lists of a unit that are kept, the newest; at least 1.</summary>
    public int ListsMax { get; init; } = 16;

    /// <summary>Items of a list that are kept, the first; 1 to <see cref="ShownList.ItemsMax"/>.</summary>
    public int ItemsMax { get; init; } = 20;

    /// <summary>Revenue of a unit that counts, in minor units; set before the experiment, so that one order cannot decide it.</summary>
    public long RevenueCap { get; init; } = 100_000;

    /// <summary>Units of a shard that take part in experiments at most; further ones are not drawn, and answered as without any.</summary>
    public int UnitsMax { get; init; } = 50_000;

    /// <summary>The longest of the windows, ms: an exposure longer ago can gain nothing more.</summary>
    public long LongestWindowMs => Math.Max(ClickWindowMs, Math.Max(CartWindowMs, PurchaseWindowMs));

    /// <summary>The window of an action, ms.</summary>
    public long WindowOf(FeedbackAction action) => action switch
    {
        FeedbackAction.Click => ClickWindowMs,
        FeedbackAction.Cart => CartWindowMs,
        _ => PurchaseWindowMs,
    };
}
