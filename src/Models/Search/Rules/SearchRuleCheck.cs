using StreamReco.Models.Items;
using StreamReco.Models.Search.Counts;

namespace StreamReco.Models.Search.Rules;

/// <summary>Makes a rule of what the file says, or says what is wrong with it.</summary>
/// <param name="file">The file, for messages.</param>
internal sealed class SearchRuleCheck(string file)
{
    private const int NameCharsMax = 64;
    private const int PlacesMax = 400;
    private const int UrlCharsMax = 2_048;

    private readonly QueryKey _key = new();

    /// <exception cref="SearchRulesException">A field is missing, out of range, or not of this kind.</exception>
    public SearchRule Make(SearchRuleDraft draft, int number)
    {
        if (draft.Name is not { Length: > 0 and <= NameCharsMax } name)
        {
            throw new SearchRulesException(
                file, $"rule {number}: name is '{draft.Name}'; it must have 1 to {NameCharsMax} characters.");
        }

        var kind = draft.Kind switch
        {
            "boost" => SearchRuleKind.Boost,
            "bury" => SearchRuleKind.Bury,
            "pin" => SearchRuleKind.Pin,
            "limit" => SearchRuleKind.Limit,
            "redirect" => SearchRuleKind.Redirect,
            _ => throw Fault(name, "kind", draft.Kind, "be boost, bury, pin, limit or redirect"),
        };
        CheckStrangers(name, draft, kind);
        var rule = new SearchRule(name, kind) { When = WhenOf(name, draft, kind) };
        return kind switch
        {
            SearchRuleKind.Boost => rule with { Match = MatchOf(name, draft), By = Between(name, "by", draft.By, PlacesMax) },
            SearchRuleKind.Limit => rule with { Match = MatchOf(name, draft), Max = Between(name, "max", draft.Max, PlacesMax) },
            SearchRuleKind.Pin => PinOf(rule, draft),
            SearchRuleKind.Redirect => rule with { Url = UrlOf(name, draft.Url) },
            _ => rule with { Match = MatchOf(name, draft) },
        };
    }

    private SearchRule PinOf(SearchRule rule, SearchRuleDraft draft)
    {
        if (draft.Items is not { Count: > 0 } items || items.Any(string.IsNullOrEmpty))
        {
            throw Fault(rule.Name, "items", draft.Items is null ? null : $"{draft.Items.Count} ids", "name at least one item, none of them empty");
        }

        return rule with
        {
            Slot = Between(rule.Name, "slot", draft.Slot, PlacesMax),
            Items = items,
            Label = draft.Label is { Length: > 0 and <= NameCharsMax } label ? label
                : throw Fault(rule.Name, "label", draft.Label, $"have 1 to {NameCharsMax} characters: a pinned item is never shown without one"),
        };
    }

    /// <summary>A page of the shop, or an address of the web: nothing that a browser would carry out.</summary>
    private string UrlOf(string rule, string? url) =>
        url is { Length: > 0 and <= UrlCharsMax }
        && ((url[0] == '/' && !url.StartsWith("//", StringComparison.Ordinal) && Uri.IsWellFormedUriString(url, UriKind.Relative))
            || (url[0] != '/' && Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp)))
            ? url : throw Fault(rule, "url", url, "be a path that begins with / or an address with http or https");

    private QueryMatch? WhenOf(string rule, SearchRuleDraft draft, SearchRuleKind kind)
    {
        if (draft.When is not { } when)
        {
            return kind == SearchRuleKind.Redirect
                ? throw Fault(rule, "when", null, "say of which searches: not every search leads to one page") : null;
        }

        var match = new QueryMatch(
            KeysOf(rule, "when.queries", when.Queries).ToHashSet(StringComparer.Ordinal), [.. KeysOf(rule, "when.contains", when.Contains)],
            SetOf(when.Categories));
        return match.Queries.Count + match.Contains.Count + match.Categories.Count > 0
            ? match : throw Fault(rule, "when", "empty", "name queries, contains or categories, or be left out for all searches");
    }

    private IEnumerable<string> KeysOf(string rule, string field, IReadOnlyList<string>? texts) =>
        (texts ?? []).Select(text => _key.Of(text) is { Length: > 0 } key ? key : throw Fault(rule, field, text, "have a word"));

    private ItemMatch MatchOf(string rule, SearchRuleDraft draft) =>
        ItemMatch.Of(draft.Match?.Items, draft.Match?.Categories, draft.Match?.Brands)
        ?? throw Fault(rule, "match", draft.Match is null ? null : "empty", "name items, categories or brands");

    private static HashSet<string> SetOf(IReadOnlyList<string>? names) => new(names ?? [], StringComparer.Ordinal);

    private int Between(string rule, string field, int? value, int most) =>
        value is >= 1 && value <= most ? value.Value : throw Fault(rule, field, value?.ToString(System.Globalization.CultureInfo.InvariantCulture), $"lie between 1 and {most}");

    /// <summary>A field that the kind does not know would be a wish that nobody hears.</summary>
    private void CheckStrangers(string rule, SearchRuleDraft draft, SearchRuleKind kind)
    {
        (string Field, object? Value, bool IsKnown)[] fields =
        [
            ("by", draft.By, kind == SearchRuleKind.Boost),
            ("max", draft.Max, kind == SearchRuleKind.Limit),
            ("slot", draft.Slot, kind == SearchRuleKind.Pin),
            ("label", draft.Label, kind == SearchRuleKind.Pin),
            ("items", draft.Items, kind == SearchRuleKind.Pin),
            ("url", draft.Url, kind == SearchRuleKind.Redirect),
            ("match", draft.Match, kind is SearchRuleKind.Boost or SearchRuleKind.Bury or SearchRuleKind.Limit),
        ];
        if (Array.Find(fields, field => field.Value is not null && !field.IsKnown) is { Field: { } stranger })
        {
            throw new SearchRulesException(file, $"rule '{rule}': {stranger} has no meaning in a rule of this kind.");
        }
    }

    private SearchRulesException Fault(string rule, string field, string? value, string must) =>
        new(file, $"rule '{rule}': {field} {(value is null ? "is missing" : $"is '{value}'")}; it must {must}.");
}
