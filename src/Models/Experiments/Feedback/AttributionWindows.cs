namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// How long after a list was made an action is credited to it, in an experiment of its own; what is null is as
/// <see cref="FeedbackOptions"/> has it.
/// </summary>
public sealed record AttributionWindows
{
    /// <summary>The longest window: the newest lists of a unit are kept, not those of a season.</summary>
    public const double DaysMax = 60;

    /// <summary>Of clicks, minutes.</summary>
    public double? ClickMinutes { get; init; }

    /// <summary>Of carts, hours.</summary>
    public double? CartHours { get; init; }

    /// <summary>Of purchases, days.</summary>
    public double? PurchaseDays { get; init; }

    /// <summary>What is wrong with them, one sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        (string Name, double? Value, double Max)[] all =
        [
            ("click_minutes", ClickMinutes, TimeSpan.FromDays(DaysMax).TotalMinutes), ("cart_hours", CartHours, TimeSpan.FromDays(DaysMax).TotalHours),
            ("purchase_days", PurchaseDays, DaysMax),
        ];
        return all.Where(one => one.Value is { } value && !(value > 0 && value <= one.Max))
            .Select(one => FormattableString.Invariant($"windows: {one.Name} is {one.Value}; it is to be above 0 and at most {one.Max}."));
    }

    /// <summary>The bounds of an experiment with these windows.</summary>
    public FeedbackOptions Over(FeedbackOptions options) => options with
    {
        ClickWindowMs = ClickMinutes is { } minutes ? (long)TimeSpan.FromMinutes(minutes).TotalMilliseconds : options.ClickWindowMs,
        CartWindowMs = CartHours is { } hours ? (long)TimeSpan.FromHours(hours).TotalMilliseconds : options.CartWindowMs,
        PurchaseWindowMs = PurchaseDays is { } days ? (long)TimeSpan.FromDays(days).TotalMilliseconds : options.PurchaseWindowMs,
    };
}
