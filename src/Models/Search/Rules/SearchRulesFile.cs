using StreamReco.Models.Data;

namespace StreamReco.Models.Search.Rules;

/// <summary>Reads and checks a file of search rules (JSON; comments and trailing commas are allowed).</summary>
public static class SearchRulesFile
{
    /// <summary>The rules of a file.</summary>
    /// <exception cref="SearchRulesException">The file is missing, or a rule is wrong.</exception>
    public static SearchRules Read(string file)
    {
        var check = new SearchRuleCheck(file);
        var rules = new List<SearchRule>();
        var read = RulesFileJson.Read<FileDraft>(file, (problem, cause) => new SearchRulesException(file, problem, cause));
        foreach (var draft in read.Rules ?? [])
        {
            var rule = check.Make(draft, rules.Count + 1);
            if (rules.Exists(other => other.Name == rule.Name))
            {
                throw new SearchRulesException(file, $"rule '{rule.Name}': name is there twice; it must be unique.");
            }

            rules.Add(rule);
        }

        return new SearchRules(rules);
    }

    private sealed record FileDraft(IReadOnlyList<SearchRuleDraft>? Rules);
}

/// <summary>A rule as the file writes it; what is absent is null.</summary>
internal sealed record SearchRuleDraft(
    string? Name, string? Kind, QueryDraft? When, ItemDraft? Match, int? By, int? Max, int? Slot, string? Label,
    IReadOnlyList<string>? Items, string? Url);

/// <summary>The searches that a rule is about, as the file writes them.</summary>
internal sealed record QueryDraft(
    IReadOnlyList<string>? Queries, IReadOnlyList<string>? Contains, IReadOnlyList<string>? Categories);

/// <summary>The items that a rule is about, as the file writes them.</summary>
internal sealed record ItemDraft(
    IReadOnlyList<string>? Items, IReadOnlyList<string>? Categories, IReadOnlyList<string>? Brands);
