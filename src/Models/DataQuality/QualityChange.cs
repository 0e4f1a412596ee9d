namespace StreamReco.Models.DataQuality;

/// <summary>A rule stands otherwise for a source: an alert is raised, changed or cleared.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Source">The source.</param>
/// <param name="Level">How it stands now.</param>
/// <param name="Before">How it stood before.</param>
/// <param name="Verdict">How good the window is that changed it.</param>
/// <param name="WindowFromMs">Begin of the window, Unix milliseconds; 0 where the rules were replaced.</param>
/// <param name="WindowToMs">Its end.</param>
/// <param name="Judged">What was judged in it.</param>
/// <param name="Failed">What of it broke the rule.</param>
public sealed record QualityChange(
    QualityRule Rule, string Source, QualityLevel Level, QualityLevel Before, WindowVerdict Verdict, long WindowFromMs, long WindowToMs,
    long Judged, long Failed);
