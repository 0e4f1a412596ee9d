namespace StreamReco.Models.DataQuality;

/// <summary>The rules in force in a partition and how they stand; never changes.</summary>
/// <param name="Version">Version of the rules.</param>
/// <param name="Offset">Offset of the control record from which they are in force.</param>
/// <param name="Rows">By rule, then source.</param>
public sealed record QualityReport(string Version, long Offset, IReadOnlyList<QualityRow> Rows)
{
    /// <summary>Why the newest rules in the log cannot be used; null if they are in force.</summary>
    public string? Refused { get; init; }
}

/// <summary>One rule for one source.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Check">What it asks.</param>
/// <param name="Action">What it does with a record that breaks it.</param>
/// <param name="Source">The source.</param>
/// <param name="Level">How it stands.</param>
/// <param name="Judged">What was judged since the rules came into force.</param>
/// <param name="Failed">What of it broke the rule.</param>
/// <param name="Late">What came after its window was closed: counted here, and in no window.</param>
/// <param name="Last">The measure of the last window that could be judged: share of good records, distance or distinct values; null before it.</param>
/// <param name="LastToMs">The end of that window, Unix milliseconds.</param>
public sealed record QualityRow(
    string Rule, string Check, string Action, string Source, string Level, long Judged, long Failed, long Late, double? Last, long LastToMs);
