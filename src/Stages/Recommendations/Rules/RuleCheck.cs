using StreamReco.Models.Items;
using StreamReco.Models.Segments;

namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>Makes a rule of what the file says, or says what is wrong with it.</summary>
internal static class RuleCheck
{
    private const int NameCharsMax = 64;

    /// <exception cref="RerankRulesException">A field is missing, out of range, or not of this kind.</exception>
    public static RerankRule Make(string file, RuleDraft draft, int number, RerankOptions options)
    {
        if (draft.Name is not { Length: > 0 and <= NameCharsMax })
        {
            throw new RerankRulesException(
                file, $"rule {number}: name is '{draft.Name}'; it must have 1 to {NameCharsMax} characters.");
        }

        var check = new Fields(file, draft.Name);
        var rule = draft.Kind switch
        {
            "availability" => new RerankRule(draft.Name, RuleKind.Availability),
            "bought" => new RerankRule(draft.Name, RuleKind.Bought),
            "seen" => new RerankRule(draft.Name, RuleKind.Seen) { Policy = PolicyOf(draft, check) },
            "diversity" => new RerankRule(draft.Name, RuleKind.Diversity)
            {
                Lambda = check.Between("lambda", draft.Lambda, 0, 1),
            },
            "boost" => new RerankRule(draft.Name, RuleKind.Boost)
            {
                By = (float)check.Between("by", draft.By, 0.001, 1),
                Match = MatchOf(draft, check),
            },
            "bury" => new RerankRule(draft.Name, RuleKind.Bury) { Match = MatchOf(draft, check) },
            "pin" => PinOf(draft, check, options),
            "limit" => LimitOf(draft, check, options),
            _ => throw check.Fault(
                "kind", draft.Kind, "be availability, seen, bought, diversity, boost, bury, pin or limit"),
        };
        CheckStrangers(draft, rule.Kind, check);
        return rule with { Segments = SegmentsOf(draft, check) };
    }

    private static IReadOnlyList<int>? SegmentsOf(RuleDraft draft, Fields check) =>
        draft.Segments is not { } segments || (segments.Count > 0 && segments.All(segment => segment is >= 0 and < SegmentMap.CountMax))
            ? draft.Segments
            : throw check.Fault("segments", $"[{string.Join(", ", segments)}]", $"name at least one segment, each from 0 to {SegmentMap.CountMax - 1}");

    private static SeenPolicy PolicyOf(RuleDraft draft, Fields check) => draft.Policy switch
    {
        "exclude" => SeenPolicy.Exclude,
        "exclude_current" => SeenPolicy.ExcludeCurrent,
        "keep" => SeenPolicy.Keep,
        _ => throw check.Fault("policy", draft.Policy, "be exclude, exclude_current or keep"),
    };

    private static RerankRule PinOf(RuleDraft draft, Fields check, RerankOptions options)
    {
        if (draft.Items is not { Count: > 0 } || draft.Items.Any(string.IsNullOrEmpty))
        {
            throw check.Fault("items", draft.Items is null ? null : $"{draft.Items.Count} ids", "name at least one item, none of them empty");
        }

        return new RerankRule(draft.Name!, RuleKind.Pin)
        {
            Slot = (int)check.Between("slot", draft.Slot, 1, options.Items),
            Label = draft.Label is { Length: > 0 and <= NameCharsMax } label
                ? label
                : throw check.Fault("label", draft.Label, $"have 1 to {NameCharsMax} characters: a pinned item is never shown without one"),
            Items = draft.Items,
        };
    }

    private static RerankRule LimitOf(RuleDraft draft, Fields check, RerankOptions options)
    {
        if (draft.Per is not (null or "category"))
        {
            throw check.Fault("per", draft.Per, "be category");
        }

        if ((draft.Per is null) == (draft.Match is null))
        {
            throw check.Fault("per", draft.Per, "be there, or else match: the items that are counted");
        }

        return new RerankRule(draft.Name!, RuleKind.Limit)
        {
            Max = (int)check.Between("max", draft.Max, 1, options.Items),
            Match = draft.Match is null ? null : MatchOf(draft, check),
        };
    }

    private static ItemMatch MatchOf(RuleDraft draft, Fields check) =>
        ItemMatch.Of(draft.Match?.Items, draft.Match?.Categories, draft.Match?.Brands)
        ?? throw check.Fault("match", draft.Match is null ? null : "empty", "name items, categories or brands");

    /// <summary>A field that the kind does not know would be a wish that nobody hears.</summary>
    private static void CheckStrangers(RuleDraft draft, RuleKind kind, Fields check)
    {
        check.OnlyIn("policy", draft.Policy, kind == RuleKind.Seen);
        check.OnlyIn("lambda", draft.Lambda, kind == RuleKind.Diversity);
        check.OnlyIn("by", draft.By, kind == RuleKind.Boost);
        check.OnlyIn("max", draft.Max, kind == RuleKind.Limit);
        check.OnlyIn("per", draft.Per, kind == RuleKind.Limit);
        check.OnlyIn("slot", draft.Slot, kind == RuleKind.Pin);
        check.OnlyIn("label", draft.Label, kind == RuleKind.Pin);
        check.OnlyIn("items", draft.Items, kind == RuleKind.Pin);
        check.OnlyIn("segments", draft.Segments, !RerankRules.IsSingle(kind));
        check.OnlyIn("match", draft.Match, kind is RuleKind.Boost or RuleKind.Bury or RuleKind.Limit);
    }

    private sealed record Fields(string File, string Rule)
    {
        public double Between(string field, double? value, double least, double most) =>
            value >= least && value <= most
                ? value.Value
                : throw Fault(field, value?.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
                    FormattableString.Invariant($"lie between {least} and {most}"));

        public void OnlyIn(string field, object? value, bool known)
        {
            if (value is not null && !known)
            {
                throw new RerankRulesException(File, $"rule '{Rule}': {field} has no meaning in a rule of this kind.");
            }
        }

        public RerankRulesException Fault(string field, string? value, string must) =>
            new(File, $"rule '{Rule}': {field} {(value is null ? "is missing" : $"is '{value}'")}; it must {must}.");
    }
}
