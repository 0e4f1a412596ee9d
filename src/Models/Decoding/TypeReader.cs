using System.Text.Json;
using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Finds the type of an event among its names. Each envelope offers the name of its best field; the outermost one that says
/// something decides. Words such as Segment's <c>track</c> only say that the name stands elsewhere. Belongs to one
/// <see cref="EventDecoder"/>.
/// </summary>
internal sealed class TypeReader(PassedOverEvents passedOver, IFileFieldNames? fileNames)
{
    /// <summary>Scopes by their order: headers, list in the record, record, list in data, data, list in it, data in data, action.</summary>
    public const int Scopes = 8;

    private const int NoName = int.MaxValue;

    private static readonly string[] _carriers = ["track", "unstruct", "ue", "snowplow_ecommerce_action"];

    private readonly Offer[] _offers = new Offer[Scopes];
    private readonly StringPool _names = new(capacity: 1_000);
    private string? _carrier;

    /// <summary>The type, where the event is a click.</summary>
    public EventType Type { get; private set; }

    /// <summary>The name of a known event that is no click; null where it is none.</summary>
    public string? PassedOver { get; private set; }

    /// <summary>The name that nobody knows; null where there is none.</summary>
    public string? Unknown { get; private set; }

    /// <summary>Whether a field that names the type holds no text.</summary>
    public bool HasOddName { get; private set; }

    public void Begin()
    {
        HasOddName = false;
        Array.Fill(_offers, new Offer(NoName, EventType.None, null, null, false));
        _carrier = null;
        (Type, PassedOver, Unknown) = (EventType.None, null, null);
    }

    /// <summary>Takes the name that a field holds, where the field names the type in its place.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="name">The field.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="fields">Reads the value.</param>
    public void Read(ref Utf8JsonReader reader, NamedField name, Place place, FieldReader fields)
    {
        var (names, rank) = name.Field switch
        {
            EventField.Name => (place.Kind == PlaceKind.Listed, NamedField.ListName),
            EventField.Kind => (place.IsEnvelope || place.Kind == PlaceKind.Action, NamedField.BareType),
            _ => (place.IsEnvelope, name.Rank),
        };
        if (names && fields.TryText(ref reader, out var text))
        {
            Take(place.Scope, rank, text);
        }
        else if (names && fields.Fault is not null && name.Field == EventField.EventType)
        {
            HasOddName = true;
        }
    }

    /// <summary>Takes a name that is not empty.</summary>
    /// <param name="scope">The envelope that it stands in.</param>
    /// <param name="rank">Its field's place among those that name the type.</param>
    /// <param name="name">The name.</param>
    public void Take(int scope, int rank, ReadOnlySpan<char> name)
    {
        if (Carrier(name) is { } carrier)
        {
            _carrier ??= carrier;
        }
        else if (rank <= _offers[scope].Rank)
        {
            _offers[scope] = Read(rank, name);
        }
    }

    /// <summary>Decides, after all names were taken.</summary>
    /// <param name="isMeasured">Whether the event is GA4's, where a click is one on a link that leads away.</param>
    public void Decide(bool isMeasured)
    {
        for (var scope = 0; scope < Scopes; scope++)
        {
            ref var offer = ref _offers[scope];
            if (offer.Type != EventType.None)
            {
                (Type, PassedOver) = isMeasured && offer.IsBareClick ? (EventType.None, "click") : (offer.Type, null);
                Unknown = null;
                return;
            }

            if (offer.PassedOver is not null)
            {
                (PassedOver, Unknown) = (offer.PassedOver, null);
                return;
            }

            Unknown = offer.Unknown ?? Unknown; // the innermost says most
            if (offer.Unknown is not null && offer.Rank != NamedField.BareType)
            {
                return;
            }
        }

        Unknown ??= _carrier;
    }

    private static string? Carrier(ReadOnlySpan<char> name)
    {
        foreach (var carrier in _carriers)
        {
            if (name.Equals(carrier, StringComparison.OrdinalIgnoreCase))
            {
                return carrier;
            }
        }

        return null;
    }

    private Offer Read(int rank, ReadOnlySpan<char> name)
    {
        // CloudEvents' names are read from their end: com.shop.product.viewed.v1
        var plain = WithoutVersion(name);
        var last = plain.LastIndexOf('.');
        var beforeLast = last > 0 ? plain[..last].LastIndexOf('.') : -1;
        Span<char> joined = stackalloc char[EventName.CharsMax];
        var pair = last > 0 && plain.Length - beforeLast - 1 <= joined.Length ? Join(plain[(beforeLast + 1)..], joined) : default;
        if (fileNames is not null && fileNames.TryType(name, isOwn: true, out var own))
        {
            return OfFile(rank, own, name);
        }

        if (IsOwn(name, plain[(last + 1)..]))
        {
            return new Offer(rank, EventType.None, _names.Intern(name), null, false);
        }

        if (EventTypes.TryParse(name, out var type) || EventTypes.TryParse(plain[(last + 1)..], out type)
            || EventTypes.TryParse(pair, out type))
        {
            return new Offer(rank, type, null, null, name.Equals("click", StringComparison.OrdinalIgnoreCase));
        }

        if (fileNames is not null && fileNames.TryType(name, isOwn: false, out var usual))
        {
            return OfFile(rank, usual, name);
        }

        return passedOver.Contains(name) || passedOver.Contains(plain[(last + 1)..]) || passedOver.Contains(pair)
            ? new Offer(rank, EventType.None, _names.Intern(name), null, false)
            : new Offer(rank, EventType.None, null, _names.Intern(name), false);
    }

    private Offer OfFile(int rank, EventType type, ReadOnlySpan<char> name) =>
        new(rank, type, type == EventType.None ? _names.Intern(name) : null, null, false);

    private bool IsOwn(ReadOnlySpan<char> name, ReadOnlySpan<char> last) => passedOver.IsOwn(name) || passedOver.IsOwn(last);

    private static ReadOnlySpan<char> WithoutVersion(ReadOnlySpan<char> name)
    {
        var at = name.LastIndexOf('.');
        var isVersion = at > 0 && name.Length > at + 2 && name[at + 1] is 'v' or 'V'
            && !name[(at + 2)..].ContainsAnyExceptInRange('0', '9');
        return isVersion ? name[..at] : name;
    }

    private static ReadOnlySpan<char> Join(ReadOnlySpan<char> pair, Span<char> joined)
    {
        pair.Replace(joined, '.', ' ');
        return joined[..pair.Length];
    }

    /// <summary>What one envelope says.</summary>
    private readonly record struct Offer(int Rank, EventType Type, string? PassedOver, string? Unknown, bool IsBareClick);
}
