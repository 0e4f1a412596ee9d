using System.Collections.Frozen;

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

    /// <summary>
    /// What trackers and public data sets call each type, in normal form (see <see cref="TryParse"/>); the type's own
    /// name is accepted besides. Sources: GA4 and Segment e-commerce event lists, Snowplow's e-commerce actions, and the
    /// columns of the RetailRocket, REES46, OTTO and Taobao data sets.
    /// </summary>
    private static readonly (EventType Type, string[] Aliases)[] _aliases =
    [
        (EventType.ViewItem,
            ["view", "click", "clicks", "productview", "productviewed", "viewedproduct", "itemview", "detail", "pv"]),
        (EventType.SelectItem, ["productclicked", "clickedproduct", "productclick", "selectcontent", "listclick"]),
        (EventType.ViewItemList, ["productlistviewed", "viewedproductcategory", "viewlist", "listview", "impression"]),
        (EventType.Search, ["productssearched", "searchedproducts", "viewsearchresults", "sitesearch"]),
        (EventType.AddToCart, ["productadded", "addedproduct", "wishlistproductaddedtocart", "addcart", "cart", "carts"]),
        (EventType.RemoveFromCart, ["productremoved", "removedproduct", "removecart"]),
        (EventType.Purchase, ["ordercompleted", "completedorder", "transaction", "order", "orders", "buy", "bought", "purchased"]),
        (EventType.ViewHome, ["homeviewed", "homeview", "home", "viewhomepage"]),
    ];

    private static readonly FrozenDictionary<string, EventType> _byName = _aliases
        .SelectMany(row => row.Aliases.Select(alias => KeyValuePair.Create(alias, row.Type)))
        .Concat(_names.Skip(1).Select((name, i) => KeyValuePair.Create(name.Replace("_", ""), (EventType)(i + 1))))
        .ToFrozenDictionary();

    private static readonly FrozenDictionary<string, EventType>.AlternateLookup<ReadOnlySpan<char>> _byChars =
        _byName.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly float[] _weights = [0f, 1f, 1f, 0f, 0f, 2f, 0f, 3f, 0f];

    /// <summary>The wire name, for instance <c>view_item</c>.</summary>
    public static string NameOf(EventType type) => _names[(int)type];

    /// <summary>
    /// The type of a name or an alias of it. Case, blanks, hyphens and underscores do not matter, so that
    /// <c>Product Viewed</c>, <c>product_viewed</c> and <c>ProductViewed</c> are one. Allocates nothing.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> name, out EventType type)
    {
        Span<char> normal = stackalloc char[EventName.CharsMax];
        type = EventType.None;
        return EventName.TryNormalise(name, normal, out var length) && _byChars.TryGetValue(normal[..length], out type);
    }

    /// <summary>The confidence weight of an interaction in the online vector; 0 leaves the vector as it is.</summary>
    public static float WeightOf(EventType type) => _weights[(int)type];

    /// <summary>Whether the event says that the visitor looked at, chose or bought its items.</summary>
    public static bool IsInteraction(EventType type) => _weights[(int)type] > 0f;

    /// <summary>Whether the event must name at least one item.</summary>
    public static bool NeedsItem(EventType type) => IsInteraction(type) || type == EventType.RemoveFromCart;

    /// <summary>Whether the event is a strong signal that is answered at once, whatever the throttle says.</summary>
    public static bool IsStrong(EventType type) => type is EventType.AddToCart or EventType.Purchase;
}
