using StreamReco.Models.Events;
using StreamReco.Models.Simulation;
using StreamReco.TestKit.Events;

namespace StreamReco.Stages.Tests.Bots;

/// <summary>The kinds of programs that are planted.</summary>
internal enum PlantedKind
{
    Human,
    Crawler,
    Walker,
    Scraper,
    Replayer,
    OneItemFraud,
    RotatingIds,
}

/// <summary>One click of the planted traffic.</summary>
/// <param name="AtMs">Event time and time of reception, Unix milliseconds.</param>
/// <param name="User">The user.</param>
/// <param name="Kind">What the user is.</param>
/// <param name="Payload">The event.</param>
internal readonly record struct PlantedClick(long AtMs, string User, PlantedKind Kind, byte[] Payload)
{
    /// <summary>The item, where it was not the simulated shop that wrote the event.</summary>
    public string ItemId { get; init; } = "";
}

/// <summary>
/// Three days of the simulated shop, with programs of six kinds that make a sixth of the clicks. People have visits of some
/// minutes, pauses between a second and some minutes, carts and purchases; see <see cref="ShopSimulator"/>.
/// </summary>
internal sealed class PlantedTraffic
{
    /// <summary>The source of the ids that rotate; all others come from <c>web</c>.</summary>
    public const string Scripts = "scripts";

    private const long DayMs = 86_400_000;

    private readonly Random _random;
    private readonly List<PlantedClick> _clicks = [];
    private readonly IReadOnlyList<string> _items;
    private readonly long _startMs;
    private readonly long _startsWithinMs;
    private readonly int _times = 1;
    private int _number;

    public PlantedTraffic(int seed)
    {
        _random = new Random(seed);
        var options = new ShopSimulatorOptions
        {
            Seed = seed,
            Users = 3_000,
            Items = 2_000,
            EventsPerDay = 20_000,
            MalformedShare = 0,
            DuplicateShare = 0,
            LateShare = 0,
        };
        var shop = new ShopSimulator(options);
        (_items, _startMs, _startsWithinMs) = ([.. shop.Catalog.Select(item => item.ItemId)], options.StartMs, 2 * DayMs);
        foreach (var record in shop.Run().TakeWhile(record => record.TimeMs < _startMs + (3 * DayMs)))
        {
            _clicks.Add(new PlantedClick(record.TimeMs, record.Key, PlantedKind.Human, record.Payload));
        }

        Plant();
        Clicks = [.. _clicks.OrderBy(click => click.AtMs)];
    }

    /// <summary>The same programs among other people.</summary>
    /// <param name="seed">Draws the programs.</param>
    /// <param name="people">The clicks of people.</param>
    /// <param name="items">What programs look at, in the order of the catalog.</param>
    /// <param name="times">How many times the programs of a simulated shop are planted.</param>
    public PlantedTraffic(int seed, IReadOnlyList<PlantedClick> people, IReadOnlyList<string> items, int times)
    {
        (_random, _items, _times) = (new Random(seed), items, times);
        (_startMs, _startsWithinMs) = (people.Min(click => click.AtMs), people.Max(click => click.AtMs) - people.Min(click => click.AtMs) - DayMs);
        _clicks.AddRange(people);
        Plant();
        Clicks = [.. _clicks.OrderBy(click => click.AtMs)];
    }

    /// <summary>By rising time.</summary>
    public IReadOnlyList<PlantedClick> Clicks { get; }

    private void Plant()
    {
        for (var i = 0; i < 8 * _times; i++)
        {
            Walk($"crawler-{i}", PlantedKind.Crawler, clicks: 250, pauseMs: 1_500, jitter: 0.4);
            Walk($"walker-{i}", PlantedKind.Walker, clicks: 250, pauseMs: 25_000, jitter: 0.25);
        }

        for (var i = 0; i < 6 * _times; i++)
        {
            Scrape($"scraper-{i}", clicks: 800);
            Defraud($"fraud-{i}", clicks: 120);
        }

        for (var script = 0; script < 3 * _times; script++)
        {
            Replay(script);
        }

        for (var i = 0; i < 4_000 * _times; i++)
        {
            Add(Start(), $"rotating-{i}", PlantedKind.RotatingIds, AnyItem());
        }
    }

    /// <summary>Through the catalog in its order; one page in twenty cannot be read.</summary>
    private void Walk(string user, PlantedKind kind, int clicks, double pauseMs, double jitter)
    {
        var (at, atMs) = (_random.Next(_items.Count), Start());
        for (var i = 0; i < clicks; i++)
        {
            atMs += (long)(pauseMs * (1 + (jitter * ((2 * _random.NextDouble()) - 1))));
            at += _random.Next(20) == 0 ? 2 : 1;
            Add(atMs, user, kind, _items[at % _items.Count]);
        }
    }

    /// <summary>Prices of items in any order, with the pauses of a person, all day.</summary>
    private void Scrape(string user, int clicks)
    {
        var atMs = _startMs + _random.NextInt64(DayMs);
        for (var i = 0; i < clicks; i++)
        {
            atMs += HumanPauseMs();
            Add(atMs, user, PlantedKind.Scraper, AnyItem());
        }
    }

    /// <summary>Six ids play the same visit, each three times, at the pace of a person.</summary>
    private void Replay(int script)
    {
        string[] visit = [.. Enumerable.Range(0, 30).Select(_ => AnyItem())];
        for (var i = 0; i < 6; i++)
        {
            var atMs = Start();
            for (var turn = 0; turn < 3; turn++)
            {
                foreach (var item in visit)
                {
                    atMs += HumanPauseMs();
                    Add(atMs, $"replayer-{script}-{i}", PlantedKind.Replayer, item);
                }

                atMs += _random.NextInt64(60_000, 7_200_000);
            }
        }
    }

    /// <summary>One item over and over, with others between that hide it.</summary>
    private void Defraud(string user, int clicks)
    {
        var (item, atMs) = (AnyItem(), Start());
        for (var i = 0; i < clicks; i++)
        {
            atMs += HumanPauseMs();
            var isCart = _random.Next(15) == 0;
            Add(atMs, user, PlantedKind.OneItemFraud, isCart || _random.Next(10) > 0 ? item : AnyItem(), isCart ? EventType.AddToCart : EventType.ViewItem);
        }
    }

    private void Add(long atMs, string user, PlantedKind kind, string item, EventType type = EventType.ViewItem) => _clicks.Add(new PlantedClick(
        atMs, user, kind, EventBytes.Of(EventTypes.NameOf(type), user, [item], atMs, $"planted-{_number++}"))
    {
        ItemId = item,
    });

    /// <summary>As in <see cref="ShopSimulator"/>: half below 20 s, some minutes long.</summary>
    private long HumanPauseMs() =>
        (long)(1_000 + (19_000 * Math.Pow(_random.NextDouble() / (1 - (_random.NextDouble() * 0.99)), 0.8)));

    private string AnyItem() => _items[_random.Next(_items.Count)];

    private long Start() => _startMs + _random.NextInt64(_startsWithinMs);
}
