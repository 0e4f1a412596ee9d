using StreamReco.Models.Items;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Search.Rules;

/// <summary>
/// Puts one answer in the order of rules: boosts within an item's tier, then limits, then what is buried, then pins. Each
/// moved item names its rules.
/// </summary>
/// <param name="find">What the catalog says of an item.</param>
/// <param name="request">What is searched.</param>
/// <param name="answer">What was found.</param>
internal sealed class RuledList(Func<string, CatalogItem?> find, SearchRequest request, SearchAnswer answer)
{
    private readonly List<Place> _places = [.. answer.Items.Select((item, at) => new Place(item, find(item.ItemId), at))];
    private readonly List<SearchRuleEffect> _effects = [];
    private string? _redirect;

    /// <summary>The answer under the rules that speak of it, in the order of their file.</summary>
    public SearchAnswer Apply(IReadOnlyList<SearchRule> rules)
    {
        Each(rules, SearchRuleKind.Boost, Boost);
        Each(rules, SearchRuleKind.Bury, Bury);
        Sort();
        Each(rules, SearchRuleKind.Limit, Limit);
        Sort();
        foreach (var rule in rules.Where(rule => rule.Kind == SearchRuleKind.Pin).OrderBy(rule => rule.Slot))
        {
            Note(rule, Pin(rule));
        }

        Each(rules, SearchRuleKind.Redirect, Redirect);
        var shown = _places.Take(request.Take).ToArray();
        return answer with
        {
            Items = [.. shown.Select(place => place.Found)],
            Marks = shown.Where(place => place.Rules.Count > 0).ToDictionary(
                place => place.Found.ItemId, place => new RuleMark(place.Rules, place.Label), StringComparer.Ordinal),
            Rules = _effects,
            Redirect = _redirect,
        };
    }

    private void Each(IReadOnlyList<SearchRule> rules, SearchRuleKind kind, Func<SearchRule, int> apply)
    {
        foreach (var rule in rules)
        {
            if (rule.Kind == kind)
            {
                Note(rule, apply(rule));
            }
        }
    }

    private void Note(SearchRule rule, int items)
    {
        if (items > 0 || rule.Kind == SearchRuleKind.Redirect)
        {
            _effects.Add(new SearchRuleEffect(rule.Name, rule.Kind.ToString().ToLowerInvariant(), items));
        }
    }

    private int Boost(SearchRule rule) => Mark(rule, place => place.Up += rule.By);

    private int Bury(SearchRule rule) => Mark(rule, place => place.Last = Math.Max(place.Last, Place.Buried));

    private int Mark(SearchRule rule, Action<Place> move)
    {
        var moved = 0;
        foreach (var place in _places)
        {
            if (place.Fits(rule.Match!))
            {
                move(place);
                place.Rules.Add(rule.Name);
                moved++;
            }
        }

        return moved;
    }

    private int Limit(SearchRule rule)
    {
        var (shown, moved) = (0, 0);
        foreach (var place in _places)
        {
            if (place.Last == 0 && place.Fits(rule.Match!) && ++shown > rule.Max)
            {
                place.Last = Place.Limited;
                place.Rules.Add(rule.Name);
                moved++;
            }
        }

        return moved;
    }

    private int Pin(SearchRule rule)
    {
        foreach (var id in rule.Items)
        {
            if (PlaceOf(id) is not { } place)
            {
                continue;
            }

            _places.Remove(place);
            place.Label = rule.Label;
            place.Rules.Add(rule.Name);
            _places.Insert(FreeSlot(rule.Slot - 1), place);
            return 1;
        }

        return 0;
    }

    /// <summary>The place of a pin; where an earlier pin has it, the next one.</summary>
    private int FreeSlot(int slot)
    {
        slot = Math.Min(slot, _places.Count);
        while (slot < _places.Count && _places[slot].Label is not null)
        {
            slot++;
        }

        return slot;
    }

    /// <summary>The item's place; one that was not found comes in where no filter is set, and only while it can be bought.</summary>
    private Place? PlaceOf(string id)
    {
        var item = find(id);
        if (item is null or { Available: false })
        {
            return null;
        }

        return _places.Find(place => place.Found.ItemId == id && place.Label is null)
            ?? (request.Filter.IsEmpty && !_places.Exists(place => place.Found.ItemId == id)
                ? new Place(new FoundItem(id, 0, SearchTier.Popular, []), item, _places.Count) : null);
    }

    private int Redirect(SearchRule rule)
    {
        _redirect ??= rule.Url;
        return 0;
    }

    /// <summary>A raised item stands before the one whose place it takes; other ties keep the order in which they were found.</summary>
    private void Sort() => _places.Sort((one, other) =>
        one.Last != other.Last ? one.Last.CompareTo(other.Last)
        : one.Last == 0 && one.Found.Tier != other.Found.Tier ? one.Found.Tier.CompareTo(other.Found.Tier)
        : one.At - one.Up != other.At - other.Up ? (one.At - one.Up).CompareTo(other.At - other.Up)
        : one.Up != other.Up ? other.Up.CompareTo(one.Up) : one.At.CompareTo(other.At));

    /// <summary>A found item on its way.</summary>
    private sealed class Place(FoundItem found, CatalogItem? item, int at)
    {
        public const int Limited = 1;
        public const int Buried = 2;

        public FoundItem Found => found;

        /// <summary>Where it was found.</summary>
        public int At => at;

        /// <summary>Places that it is raised by.</summary>
        public int Up { get; set; }

        /// <summary>0 for an item that keeps its place, else after which others it stands.</summary>
        public int Last { get; set; }

        public string? Label { get; set; }

        public List<string> Rules { get; } = [];

        public bool Fits(ItemMatch match) => match.Fits(found.ItemId, item?.Category, item?.Brand);
    }
}
