namespace StreamReco.Models.Bots;

/// <summary>What a score is made of: the first ten are weighed and added, the last two decide alone. The numbers are stored in state and never reused.</summary>
public enum BotSignal : byte
{
    /// <summary>Clicks a minute, with a memory of a minute.</summary>
    Rate = 0,

    /// <summary>Entropy of the pauses between clicks, bits: low for a clock.</summary>
    Regular = 1,

    /// <summary>Steps in a row to a neighbour by the number in the item's id, in one direction.</summary>
    Crawl = 2,

    /// <summary>Touches of one item beyond those of all others.</summary>
    OneItem = 3,

    /// <summary>Paths of several items that others, or the user before, walked in the same order.</summary>
    Replay = 4,

    /// <summary>Different hours of one day (UTC) with clicks.</summary>
    AroundTheClock = 5,

    /// <summary>Clicks without a pause of half an hour.</summary>
    LongSession = 6,

    /// <summary>Views since the last cart or purchase.</summary>
    NoCart = 7,

    /// <summary>Share of different items among those that were looked at.</summary>
    Distinct = 8,

    /// <summary>Carts and purchases: what speaks for a person.</summary>
    Bought = 9,

    /// <summary>The click is the first of its id, and its source sends hardly anything else.</summary>
    RotatingIds = 10,

    /// <summary>An operator said so.</summary>
    Condemned = 11,
}

/// <summary>The names of signals, in policies, records and answers.</summary>
public static class BotSignals
{
    /// <summary>Signals that are weighed.</summary>
    public const int Weighed = 10;

    private static readonly string[] _names =
    [
        "rate", "regular", "crawl", "one_item", "replay", "around_the_clock", "long_session", "no_cart", "distinct", "bought",
        "rotating_ids", "condemned",
    ];

    /// <summary>The name of a signal, for instance <c>one_item</c>.</summary>
    public static string NameOf(BotSignal signal) => _names[(int)signal];

    /// <summary>The names of a set of signals, in their order.</summary>
    /// <param name="reasons">A bit for each signal.</param>
    public static IReadOnlyList<string> NamesOf(int reasons)
    {
        var names = new List<string>();
        for (var signal = 0; signal < _names.Length; signal++)
        {
            if ((reasons & (1 << signal)) != 0)
            {
                names.Add(_names[signal]);
            }
        }

        return names;
    }

    /// <summary>A set of one signal.</summary>
    public static int Only(BotSignal signal) => 1 << (int)signal;
}
