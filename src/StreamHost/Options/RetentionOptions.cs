namespace StreamReco.StreamHost.Options;

/// <summary>How long what was kept of people stays; nothing is deleted but by <c>retention apply</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>Days of events in the lake; 0 for good. A year and a month: last year's season can be learned from.</summary>
    public int EventsDays { get; set; } = 395;

    /// <summary>Days of answers in the lake; 0 for good. A quarter: what an experiment needs.</summary>
    public int AnswersDays { get; set; } = 90;

    /// <summary>Days of outcomes in the lake; 0 for good. As events: a model is trained on both.</summary>
    public int OutcomesDays { get; set; } = 395;

    /// <summary>Days of rejected records in the lake; 0 for good. A month: they hold ids in clear, and are repaired within days.</summary>
    public int RejectedDays { get; set; } = 30;

    /// <summary>The faults of these settings, a sentence each.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        foreach (var (key, days) in (ReadOnlySpan<(string, int)>)
            [("EventsDays", EventsDays), ("AnswersDays", AnswersDays), ("OutcomesDays", OutcomesDays), ("RejectedDays", RejectedDays)])
        {
            if (days is < 0 or > 36_500)
            {
                faults.Add($"Retention:{key} is {days}; it must lie between 0, for good, and 36500.");
            }
        }

        return faults;
    }
}
