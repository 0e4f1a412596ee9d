namespace StreamReco.StreamHost.Http.Api;

/// <summary>
/// A recommendation as <c>recommendation.schema.json</c> has it. Here for the document of the API, so that clients generated
/// from it have the fields; the bytes are written by the path's own encoder.
/// </summary>
internal sealed record RecommendationContract(
    string RecommendationId, string UserId, string? SessionId, DateTimeOffset AsOf, DateTimeOffset EmittedAt,
    IReadOnlyList<RecommendedItem> Items, RecommendationModel Model, string Variant, RecommendationOrigin Origin)
{
    /// <summary>What each rule of re-ranking did; absent where none did anything.</summary>
    public IReadOnlyList<RuleCount>? Rules { get; init; }

    /// <summary>The experiments that the answer is part of; absent where it is part of none.</summary>
    public IReadOnlyList<RecommendationExperiment>? Experiments { get; init; }
}

/// <summary>An experiment, the user's arm, and how likely a user was to be drawn into it.</summary>
internal sealed record RecommendationExperiment(string Name, string Variant, double Propensity);

/// <summary>A recommended item; 1 is the best rank.</summary>
internal sealed record RecommendedItem(string ItemId, int Rank, double Score, RecommendationReason Reason)
{
    /// <summary>The rules that had a part in the item's place; absent where none had.</summary>
    public IReadOnlyList<RuleMark>? Rules { get; init; }

    /// <summary>How likely the item was to stand in its place, where an experiment drew it; absent where the ranking decided.</summary>
    public double? Propensity { get; init; }

    /// <summary>What a reader must call the item, for instance sponsored; absent where nothing.</summary>
    public string? Label { get; init; }
}

/// <summary>Why an item is recommended.</summary>
/// <param name="Kind"><c>similar</c>, <c>taste</c>, <c>trending</c>, <c>popular</c> or <c>pinned</c>.</param>
/// <param name="BecauseOf">Items of the history that speak for it, the strongest first.</param>
internal sealed record RecommendationReason(string Kind, IReadOnlyList<string> BecauseOf)
{
    /// <summary>The source of candidates that moved the item most; absent in models without sources.</summary>
    public string? Source { get; init; }

    /// <summary>What of the click a trending or popular item follows: <c>category</c>, <c>country</c>; absent where everybody takes it.</summary>
    public IReadOnlyList<string>? Scope { get; init; }
}

/// <summary>A rule that had a part in an item's place.</summary>
internal sealed record RuleMark(string Rule, string Effect);

/// <summary>What a rule did to an answer.</summary>
internal sealed record RuleCount(string Rule, string Effect, int Items);

/// <summary>The model that answered.</summary>
internal sealed record RecommendationModel(string Name, string Version);

/// <summary>The click that is answered.</summary>
internal sealed record RecommendationOrigin(string Topic, int Partition, long Offset);
