using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>The usual names of columns as names of fields of an event, behind those that events themselves have.</summary>
internal sealed class FileFieldNames(EventMap events) : IFileFieldNames
{
    /// <summary>Names that are remembered: a file of made-up keys must not fill memory.</summary>
    private const int NamesMax = 1_000;

    private static readonly EventField[] _fields = new EventField[ColumnNames.Count];

    private readonly Dictionary<string, NamedField> _known = [];

    static FileFieldNames()
    {
        _fields[(int)Column.User] = EventField.Person;
        _fields[(int)Column.Session] = EventField.SessionId;
        _fields[(int)Column.Item] = EventField.ItemId;
        _fields[(int)Column.Time] = EventField.Timestamp;
        _fields[(int)Column.Event] = EventField.EventType;
        _fields[(int)Column.Order] = EventField.Order;
        _fields[(int)Column.Category] = EventField.Category;
        _fields[(int)Column.Price] = EventField.Price;
        _fields[(int)Column.Name] = EventField.ItemName;
        _fields[(int)Column.Brand] = EventField.Brand;
    }

    public bool TryType(ReadOnlySpan<char> name, bool isOwn, out EventType type) =>
        isOwn ? events.TryGetOwn(name, out type) : events.TryGet(name, out type);

    public NamedField Find(ReadOnlySpan<byte> name)
    {
        Span<char> chars = stackalloc char[64];
        if (!Encoding.UTF8.TryGetChars(name, chars, out var length))
        {
            return default;
        }

        if (_known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars[..length], out var known))
        {
            return known;
        }

        var text = chars[..length].ToString();
        known = ColumnNames.TryFind(text, out var column, out var rank)
            ? new NamedField(_fields[(int)column], NamedField.OfClickFiles + rank) : default;
        if (_known.Count < NamesMax)
        {
            _known[text] = known;
        }

        return known;
    }
}
