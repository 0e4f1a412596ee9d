using System.Collections.Frozen;
using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>
/// Which name of an event means which type, as a person wrote it: <c>clickout=view_item,buy=purchase,scroll=none</c>;
/// <c>none</c> passes the event over. Names that it does not have are looked up in <see cref="EventTypes"/>, then in
/// what public data sets call theirs. Case, blanks, hyphens and underscores do not matter.
/// </summary>
public sealed class EventMap
{
    private const int NameCharsMax = 64;

    /// <summary>
    /// Names of public data sets beside those of <see cref="EventTypes"/>, in normal form; <see cref="EventType.None"/>
    /// is passed over. Taobao (fav), trivago's RecSys challenge of 2019, Coveo's data challenge of 2021.
    /// </summary>
    private static readonly FrozenDictionary<string, EventType> _usual = new Dictionary<string, EventType>
    {
        ["fav"] = EventType.SelectItem,
        ["clickout"] = EventType.SelectItem,
        ["clickoutitem"] = EventType.SelectItem,
        ["interactionitemimage"] = EventType.ViewItem,
        ["interactionitemdeals"] = EventType.ViewItem,
        ["interactionitemrating"] = EventType.ViewItem,
        ["interactioniteminfo"] = EventType.ViewItem,
        ["searchforitem"] = EventType.ViewItem,
        ["searchforpoi"] = EventType.Search,
        ["searchfordestination"] = EventType.Search,
        ["changeofsortorder"] = EventType.None,
        ["filterselection"] = EventType.None,
        ["add"] = EventType.AddToCart,
        ["remove"] = EventType.RemoveFromCart,
        ["pageview"] = EventType.None,
        ["checkout"] = EventType.None,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, EventType>.AlternateLookup<ReadOnlySpan<char>> _usualByChars =
        _usual.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Dictionary<string, EventType> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EventType>.AlternateLookup<ReadOnlySpan<char>> _ownByChars;

    private EventMap() => _ownByChars = _own.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A map of nobody's own: usual names only.</summary>
    public static EventMap Usual { get; } = new();

    /// <exception cref="DataFileException">Not of the form <c>name=type,…</c>, or a type that does not exist.</exception>
    public static EventMap Parse(string text)
    {
        var map = new EventMap();
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            map.Add(pair);
        }

        return map;
    }

    /// <summary>The type of an event; <see cref="EventType.None"/> when it is to be passed over; false when the name is unknown.</summary>
    public bool TryGet(ReadOnlySpan<char> name, out EventType type)
    {
        Span<char> buffer = stackalloc char[NameCharsMax];
        var normal = Normal(name, buffer);
        return _ownByChars.TryGetValue(normal, out type) || EventTypes.TryParse(name, out type)
            || _usualByChars.TryGetValue(normal, out type);
    }

    /// <summary>As <see cref="TryGet"/>, of the names that a person wrote.</summary>
    internal bool TryGetOwn(ReadOnlySpan<char> name, out EventType type)
    {
        Span<char> buffer = stackalloc char[NameCharsMax];
        return _ownByChars.TryGetValue(Normal(name, buffer), out type);
    }

    /// <summary>This map, with usual names of one file (the numbers of its behaviours) below the user's own.</summary>
    internal EventMap Below(params ReadOnlySpan<(string Name, EventType Type)> names)
    {
        var map = new EventMap();
        foreach (var (name, type) in names)
        {
            map._own[name] = type;
        }

        foreach (var (name, type) in _own)
        {
            map._own[name] = type;
        }

        return map;
    }

    private void Add(string pair)
    {
        var equals = pair.LastIndexOf('=');
        var name = equals < 0 ? "" : pair[..equals].TrimEnd();
        var type = EventType.None;
        var value = pair[(equals + 1)..].TrimStart();
        if (name.Length is 0 or > NameCharsMax || !(value == "none" || EventTypes.TryParse(value, out type)))
        {
            throw new DataFileException(
                $"--events: '{pair}' is not NAME=TYPE with a TYPE out of {AllTypes()}, or none to pass the event over.")
            { IsOption = true };
        }

        Span<char> buffer = stackalloc char[NameCharsMax];
        _own[Normal(name, buffer).ToString()] = type;
    }

    private static ReadOnlySpan<char> Normal(ReadOnlySpan<char> name, Span<char> buffer)
    {
        var length = 0;
        foreach (var c in name)
        {
            if (c is ' ' or '_' or '-')
            {
                continue;
            }

            if (length == buffer.Length)
            {
                return [];
            }

            buffer[length++] = c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;
        }

        return buffer[..length];
    }

    private static string AllTypes() =>
        string.Join(", ", Enum.GetValues<EventType>().Where(type => type != EventType.None).Select(EventTypes.NameOf));
}
