using StreamReco.Models.Events;

namespace StreamReco.Models.Simulation;

/// <summary>
/// One visit: perhaps the home page, perhaps a search, then items of one intent from one to the next that goes
/// together with it; some go into the cart, some carts are bought.
/// </summary>
internal sealed class ShopSession(int user, string sessionId, int intent, ShopWorld world, Random random)
{
    private const double HomeChance = 0.35;
    private const double SearchChance = 0.25;
    private const double MoreChance = 0.82;
    private const double NeighbourChance = 0.65;
    private const double IntentChance = 0.9;
    private const double CartChance = 0.12;
    private const double UncartChance = 0.1;
    private const double BuyChance = 0.45;

    private readonly List<int> _cart = [];
    private Step _next = Step.Home;
    private int _item = -1;

    public int User { get; } = user;

    public string SessionId { get; } = sessionId;

    private enum Step
    {
        Home,
        Search,
        View,
        Cart,
        Leave,
        Gone,
    }

    /// <summary>The pause before the visit's next event, ms: half below 20 s, some minutes long.</summary>
    public long NextPauseMs() => (long)(1_000 + 19_000 * Math.Pow(random.NextDouble() / (1 - random.NextDouble() * 0.99), 0.8));

    /// <summary>The visit's next event; false when it is over.</summary>
    public bool TryStep(out EventType type, out IReadOnlyList<EventItem> items, out string? query)
    {
        (items, query) = ([], null);
        while (_next != Step.Gone)
        {
            type = Advance();
            if (type == EventType.None)
            {
                continue;
            }

            query = type == EventType.Search ? ShopVocabulary.Query(intent, random.Next(1 << 20)) : null;
            items = ItemsOf(type);
            return true;
        }

        type = EventType.None;
        return false;
    }

    /// <summary>Moves on by one step; <see cref="EventType.None"/> where the step leaves no trace.</summary>
    private EventType Advance()
    {
        switch (_next)
        {
            case Step.Home:
                _next = Step.Search;
                return random.NextDouble() < HomeChance ? EventType.ViewHome : EventType.None;
            case Step.Search:
                _next = Step.View;
                return random.NextDouble() < SearchChance ? EventType.Search : EventType.None;
            case Step.View:
                _item = NextItem();
                _next = random.NextDouble() < CartChance ? Step.Cart : AfterItem();
                return EventType.ViewItem;
            case Step.Cart:
                _cart.Add(_item);
                _next = AfterItem();
                return EventType.AddToCart;
            default:
                return Leave();
        }
    }

    private Step AfterItem() => random.NextDouble() < MoreChance ? Step.View : Step.Leave;

    private EventType Leave()
    {
        if (_cart.Count > 1 && random.NextDouble() < UncartChance)
        {
            _item = _cart[^1];
            _cart.RemoveAt(_cart.Count - 1);
            return EventType.RemoveFromCart;
        }

        _next = Step.Gone;
        return _cart.Count > 0 && random.NextDouble() < BuyChance ? EventType.Purchase : EventType.None;
    }

    private int NextItem()
    {
        if (_item >= 0 && random.NextDouble() < NeighbourChance)
        {
            return world.DrawNeighbour(_item, random);
        }

        var category = random.NextDouble() < IntentChance ? intent : world.DrawCategory(random);
        return world.DrawItem(category, random);
    }

    private IReadOnlyList<EventItem> ItemsOf(EventType type) => type switch
    {
        EventType.Purchase => [.. _cart.GroupBy(i => i).Select(g => EventItem.Of(world.Catalog[g.Key], g.Count()))],
        EventType.ViewHome or EventType.Search => [],
        _ => [EventItem.Of(world.Catalog[_item])],
    };
}
