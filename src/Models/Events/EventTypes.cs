namespace StreamReco.Models.Events;

/// <summary>Names, weights and families of <see cref="EventType"/>; the one table that every stage asks.</summary>
public static class EventTypes
{
    /// <summary>One more than the highest <see cref="EventType"/>: the length of a table indexed by it.</summary>
    public const int TableLength = 9;

    private static readonly string[] _names =
    [
        "none", "view_item", "select_item", "view_item_list", "search", "add_to_cart", "remove_from_cart", "purchase",
        "view_home",
    ];

    private static readonly float[] _weights = [0f, 1f, 1f, 0f, 0f, 2f, 0f, 3f, 0f];

    /// <summary>The wire name, for instance <c>view_item</c>.</summary>
    public static string NameOf(EventType type) => _names[(int)type];

    /// <summary>The confidence weight of an interaction in the online vector; 0 leaves the vector as it is.</summary>
    public static float WeightOf(EventType type) => _weights[(int)type];

    /// <summary>Whether the event says that the visitor looked at, chose or bought its items.</summary>
    public static bool IsInteraction(EventType type) => _weights[(int)type] > 0f;

    /// <summary>Whether the event must name at least one item.</summary>
    public static bool NeedsItem(EventType type) => IsInteraction(type) || type == EventType.RemoveFromCart;

    /// <summary>Whether the event is a strong signal that is answered at once, whatever the throttle says.</summary>
    public static bool IsStrong(EventType type) => type is EventType.AddToCart or EventType.Purchase;
}
