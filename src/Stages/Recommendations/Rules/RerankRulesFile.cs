using StreamReco.Models.Data;

namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>Reads and checks a rules file (JSON; comments and trailing commas are allowed).</summary>
internal static class RerankRulesFile
{
    /// <exception cref="RerankRulesException">The file is missing, or a rule is wrong.</exception>
    public static RerankRules Read(RerankOptions options)
    {
        var file = options.RulesFile;
        var draft = RulesFileJson.Read<FileDraft>(file, (problem, cause) => new RerankRulesException(file, problem, cause));
        var rules = new List<RerankRule>();
        foreach (var rule in draft.Rules ?? [])
        {
            rules.Add(Check(file, RuleCheck.Make(file, rule, rules.Count + 1, options), rules));
        }

        var labelled = draft.LabelledMax ?? rules.Count(rule => rule.Kind == RuleKind.Pin);
        if (labelled < 0 || labelled > options.Items)
        {
            throw new RerankRulesException(
                file, $"labelled_max is {labelled}; it must lie between 0 and Rerank:Items ({options.Items}).");
        }

        var all = new RerankRules(options, rules, labelled);
        return all.Count <= RerankRules.RulesMax ? all
            : throw new RerankRulesException(file, $"there are {all.Count} rules; {RerankRules.RulesMax} can hold.");
    }

    private static RerankRule Check(string file, RerankRule rule, List<RerankRule> others)
    {
        if (RerankRules.KindOfReserved(rule.Name) is { } reserved && reserved != rule.Kind)
        {
            throw new RerankRulesException(
                file, $"rule '{rule.Name}': name is that of a rule that always holds; it must be another one.");
        }

        if (others.Exists(other => other.Name == rule.Name))
        {
            throw new RerankRulesException(file, $"rule '{rule.Name}': name is there twice; it must be unique.");
        }

        if (RerankRules.IsSingle(rule.Kind) && others.Exists(other => other.Kind == rule.Kind))
        {
            throw new RerankRulesException(
                file, $"rule '{rule.Name}': kind is '{rule.Kind}' a second time; one rule of it can hold.");
        }

        return others.Exists(other => rule.Kind == RuleKind.Pin && other.Kind == RuleKind.Pin && other.Slot == rule.Slot)
            ? throw new RerankRulesException(file, $"rule '{rule.Name}': slot is {rule.Slot}; another rule has it.")
            : rule;
    }

    private sealed record FileDraft(IReadOnlyList<RuleDraft>? Rules, int? LabelledMax);
}
