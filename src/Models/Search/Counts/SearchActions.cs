using StreamReco.Models.Events;

namespace StreamReco.Models.Search.Counts;

/// <summary>What events say was done with an item of a list.</summary>
public static class SearchActions
{
    /// <summary>What was done; null for an event that does nothing with an item.</summary>
    public static SearchAction? Of(EventType type) => type switch
    {
        EventType.ViewItem or EventType.SelectItem => SearchAction.Click,
        EventType.AddToCart => SearchAction.Cart,
        EventType.Purchase => SearchAction.Purchase,
        _ => null,
    };
}
