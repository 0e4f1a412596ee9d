namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>A rule as the file writes it; what is absent is null.</summary>
internal sealed record RuleDraft(
    string? Name, string? Kind, string? Policy, double? Lambda, double? By, int? Max, string? Per, int? Slot, string? Label,
    IReadOnlyList<string>? Items, MatchDraft? Match, IReadOnlyList<int>? Segments);

/// <summary>The items that a rule is about, as the file writes them.</summary>
internal sealed record MatchDraft(
    IReadOnlyList<string>? Items, IReadOnlyList<string>? Categories, IReadOnlyList<string>? Brands);
