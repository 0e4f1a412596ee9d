using StreamReco.Models.Search.Counts;

namespace StreamReco.Models.Search.Rules;

/// <summary>The rules of a shop, in the order of their file. Immutable.</summary>
/// <param name="rules">The rules.</param>
public sealed class SearchRules(IReadOnlyList<SearchRule> rules)
{
    /// <summary>No rules.</summary>
    public static SearchRules None { get; } = new([]);

    /// <summary>How many there are.</summary>
    public int Count => rules.Count;

    /// <summary>The rules that speak of a search, in the order of the file.</summary>
    /// <param name="query">As it was typed.</param>
    /// <param name="category">What the query means; null where that is not clear.</param>
    public IReadOnlyList<SearchRule> Of(string query, string? category)
    {
        if (rules.Count == 0)
        {
            return [];
        }

        var key = new QueryKey().Of(query);
        return [.. rules.Where(rule => rule.When is null || rule.When.Fits(key, category))];
    }

    /// <summary>The same rules but one, to measure what it costs.</summary>
    public SearchRules Without(string name) => new([.. rules.Where(rule => rule.Name != name)]);

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => rules.Select(rule => rule.Name);
}
