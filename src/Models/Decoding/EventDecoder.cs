using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Models.Framing;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Turns the bytes of one record into a <see cref="ClickEvent"/>: our JSON, the forms of GA4 (Measurement Protocol and BigQuery
/// export), Segment and Snowplow (analytics SDK, enriched rows), and CloudEvents, structured and binary; also as Avro, Protobuf or JSON
/// in Schema Registry's framing. The stream, <c>validate</c> and
/// training read by it. A record is one event: a batch of several is rejected. Not thread-safe.
/// </summary>
public sealed partial class EventDecoder
{
    private readonly EventLimits _limits;
    private readonly IFileFieldNames? _fileNames;
    private readonly FieldReader _reader;
    private readonly EventFields _fields;
    private readonly TypeReader _types;
    private readonly ItemReader _items;
    private readonly SearchFields _search;
    private readonly ConsentReader _consent = new();
    private readonly CountryReader _countries;
    private readonly FramedRecord? _framed;
    private SnowplowRow? _row;
    private ClickEvent _click = new();
    private ItemDraft _single;
    private ValidationFailure? _refusal;
    private bool _hasOtherData;

    /// <param name="limits">Bounds of an event.</param>
    /// <param name="passedOver">Events that are no clicks; null for those that trackers are known to send.</param>
    public EventDecoder(EventLimits limits, PassedOverEvents? passedOver = null)
        : this(limits, passedOver, fileNames: null)
    {
    }

    /// <param name="limits">Bounds of an event.</param>
    /// <param name="passedOver">Events that are no clicks; null for those that trackers are known to send.</param>
    /// <param name="fileNames">Names that only click files use: with them neither event id nor event type is needed.</param>
    /// <param name="readsPlain">Whether events of the plain form are read in one pass; what comes out is the same.</param>
    internal EventDecoder(EventLimits limits, PassedOverEvents? passedOver, IFileFieldNames? fileNames, bool readsPlain = true)
    {
        passedOver ??= new PassedOverEvents();
        _limits = limits;
        _fileNames = fileNames;
        _reader = new FieldReader(limits);
        _fields = new EventFields(_reader);
        _types = new TypeReader(passedOver, fileNames);
        _items = new ItemReader(limits, _reader, fileNames);
        _plain = readsPlain && fileNames is null ? new PlainEventReader(limits, passedOver, new ShortTexts(_items.Strings)) : null;
        _search = new SearchFields(_reader, limits.Positions);
        _countries = new CountryReader(_consent);
        _framed = limits.Schemas is { } schemas ? new FramedRecord(schemas, limits.EventBytesMax) : null;
    }

    /// <summary>What was left out of the event last decoded: it counts without it.</summary>
    public ReadOnlySpan<LeftOut> LeftOut => _reader.LeftOut;

    /// <summary>Whether the time of the event last decoded says no more than the day.</summary>
    internal bool IsDay => _fields.IsDay;

    /// <summary>The place in the session of the event last decoded, in click files; 0 where they say none.</summary>
    internal int Order { get; private set; }

    /// <summary>Decodes into <paramref name="click"/>.</summary>
    /// <param name="value">The record's value, UTF-8.</param>
    /// <param name="headers">Its headers, or null.</param>
    /// <param name="receivedMs">When it was received, Unix milliseconds; null where nobody knows, as in files.</param>
    /// <param name="click">Takes the event.</param>
    /// <returns>Null, or why the record is no click: refused, or passed over.</returns>
    public ValidationFailure? Decode(
        ReadOnlySpan<byte> value, IReadOnlyList<KeyValuePair<string, byte[]>>? headers, long? receivedMs, ClickEvent click)
    {
        Begin(click);
        if (ValidationFailure.OfSize(value.Length, _limits.EventBytesMax) is { } size)
        {
            return size;
        }

        if (TryReadPlain(value, headers, click))
        {
            return null;
        }

        BeginForms(click);
        if (_framed is not null && FramedRecord.Is(value))
        {
            if (_framed.Read(value) is { } why)
            {
                return new ValidationFailure(FailureType.Malformed, null, why);
            }

            value = _framed.Json;
        }
        else if (SnowplowRow.Is(value))
        {
            if ((_row ??= new SnowplowRow()).Read(value) is { } refused)
            {
                return refused;
            }

            value = _row.Json;
        }

        try
        {
            CloudEventHeaders.Read(headers, _reader, _fields, _types);
            ReadRecord(value);
        }
        catch (JsonException e)
        {
            return ForeignForms.OfText(value) ?? new ValidationFailure(
                FailureType.Malformed, null, $"The record is not JSON: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            return new ValidationFailure(FailureType.Malformed, null, "A string of the record is not UTF-8.");
        }

        return _refusal is { Type: FailureType.Malformed } ? _refusal : Finish(value, receivedMs);
    }

    private ValidationFailure? Finish(ReadOnlySpan<byte> value, long? receivedMs)
    {
        _types.Decide(_fields.IsMeasured);
        _click.Consent = _consent.Said;
        if (_types.PassedOver is { } name)
        {
            FindPerson();
            _click.EventTimeMs = _click.Consent.IsEmpty ? _click.EventTimeMs : _fields.EventTimeMs(receivedMs); // of the statement
            return ValidationFailure.OfPassedOver(name);
        }

        _click.Type = _types.Type;
        FinishFields(value, receivedMs);
        if (_refusal is not null)
        {
            return _refusal;
        }

        ValidationFailure? other = null;
        if (_click.Type == EventType.None || _click.UserId.IsEmpty
            ? ReadOther(value, receivedMs, out other)
            : LacksItem() && SearchLogs.TryRead(value, receivedMs, _limits, _click, out other))
        {
            return other;
        }

        return _types.Unknown is { } unknown
            ? ValidationFailure.OfUnknownType(unknown)
            : _types.HasOddName && _click.Type == EventType.None
            ? new ValidationFailure(FailureType.Invalid, "event_type", "event_type must be a string.")
            : _fields.Fault(needsId: _fileNames is null) ?? ItemFault();
    }

    private bool LacksItem() => _click.Items.Count == 0 && EventTypes.NeedsItem(_click.Type);

    /// <summary>Reads the forms whose names mean something else, and names those that are not read.</summary>
    private bool ReadOther(ReadOnlySpan<byte> value, long? receivedMs, out ValidationFailure? failure) =>
        SearchLogs.TryRead(value, receivedMs, _limits, _click, out failure) || (failure = ForeignForms.OfJson(value)) is not null;

    private void FinishFields(ReadOnlySpan<byte> value, long? receivedMs)
    {
        if (_fields.Identity() is { } id)
        {
            (_click.HasEventId, _click.EventIdHash) = (true, id);
        }
        else if (_fields.IsMeasured)
        {
            // GA4 has no event id; user and microsecond are in the record, so only a repeat says the same.
            (_click.HasEventId, _click.EventIdHash) = (true, ContentHash.Of(value));
        }

        FindPerson();
        AddSingle();
        _click.EventTimeMs = _fields.EventTimeMs(receivedMs);
        _click.Country = _countries.Country;
        _search.Settle(_click, _fields.IsMeasured);
        _refusal ??= _hasOtherData && _fields.IsCloudEvent && _click.Items.Count == 0
            ? new ValidationFailure(
                FailureType.Invalid, "data", "data is a text; it must be a JSON object: send the event itself, not a text that holds it.")
            : null;
    }

    /// <summary>Words for nobody are nobody; who has no name at all is known by the session.</summary>
    private void FindPerson()
    {
        if (_fields.IsClient && !_fields.IsMeasured && (_fileNames is null || _click.HasEventId))
        {
            _fields.ForgetPerson(_click); // elsewhere than in GA4, a client is a program, not a visitor
        }

        _fields.SettleAnonymous(_click);
        if (_click.UserId.IsEmpty)
        {
            _click.SetUserId(_click.SessionId);
        }
    }

    private void AddSingle()
    {
        // A bare id among attributes is the product's where the event is about one product, and the order's elsewhere.
        if (_single.BareIdRank < _single.IdRank && _click.Items.Count == 0 && EventTypes.NeedsItem(_click.Type)
            && _click.Type != EventType.Purchase)
        {
            _single.ItemId = _single.BareId;
        }

        if (_single.ItemId is { } single && !IsListed(single))
        {
            _click.AddItem(_single.ToTouch());
        }
    }

    private ValidationFailure? ItemFault()
    {
        if (_items.IsTooLong)
        {
            return new ValidationFailure(
                FailureType.Invalid, "items", $"items holds more than Limits:ItemsPerEventMax ({_limits.ItemsPerEventMax}).");
        }

        if (_click.Items.Count == 0 && EventTypes.NeedsItem(_click.Type))
        {
            return _single.IdFault is { } fault ? _reader.FailureOf("item_id", fault) : _items.ListFault;
        }

        if (_single.IdFault is { } left)
        {
            _reader.Leave(LeftOutField.ItemId, left);
        }

        return null;
    }

    /// <summary>Whether an item beside <c>items</c> stands there too: senders repeat it, the visitor touched it once.</summary>
    private bool IsListed(string itemId)
    {
        for (var i = 0; i < _click.Items.Count; i++)
        {
            if (string.Equals(_click.Items[i].ItemId, itemId, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private void ReadRecord(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 32 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _refusal = ForeignForms.OfValue(ref reader);
            return;
        }

        ReadObject(ref reader, Place.Record);
        while (reader.Read())
        {
            // Reads to the end, so that text behind the object is found.
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, Place place)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = EventFieldNames.Find(reader.ValueSpan);
            if (_fileNames is not null && (name.Field is EventField.Unknown or >= EventField.Query || (name.Field == EventField.Name && place.Kind != PlaceKind.Listed)))
            {
                var column = _fileNames.Find(reader.ValueSpan);
                var isOfSearch = name.Field is EventField.Query or EventField.SearchId or EventField.Position;
                name = isOfSearch && column.Field == EventField.Unknown ? name : column; // a column by that name means what files mean
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject && IsNest(name.Field) && place.MayNest)
            {
                _search.See(name.Field);
                ReadObject(ref reader, place.Within(name.Field));
            }
            else if (name.Field == EventField.Events && place.Kind == PlaceKind.Event && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadEvents(ref reader, place);
            }
            else if (reader.TokenType != JsonTokenType.Null && name.Field != EventField.Unknown)
            {
                ReadField(ref reader, name, place);
            }

            reader.Skip();
        }
    }

    private static bool IsNest(EventField field) =>
        field is EventField.Data or EventField.Properties or EventField.Attributes or EventField.Action;

    /// <summary>A list of events in one record: GA4's <c>events</c>, Segment's <c>batch</c>. It has to hold one.</summary>
    private void ReadEvents(ref Utf8JsonReader reader, Place place)
    {
        var ahead = reader;
        var count = 0;
        while (ahead.Read() && ahead.TokenType != JsonTokenType.EndArray)
        {
            ahead.Skip();
            count++;
        }

        if (count != 1)
        {
            _refusal ??= new ValidationFailure(
                FailureType.Invalid,
                "events",
                $"The record carries {count} events; a record is one event, so each needs a record of its own.");
            reader.Skip();
            return;
        }

        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, place.Listed());
        }
        else
        {
            _refusal ??= new ValidationFailure(FailureType.Invalid, "events", "The event in the record's list must be an object.");
            reader.Skip();
        }

        reader.Read();
    }

    private void ReadField(ref Utf8JsonReader reader, NamedField name, Place place)
    {
        var rank = place.Rank + name.Rank;
        switch (name.Field)
        {
            case EventField.EventId:
                _fields.TakeEventId(ref reader, rank, isBare: false);
                break;
            case EventField.Id when place.IsRecord:
                _fields.TakeEventId(ref reader, rank + NamedField.BareId, isBare: true);
                break;
            case EventField.EventType or EventField.Kind or EventField.Name:
                _types.Read(ref reader, name, place, _reader);
                break;
            case EventField.Person:
                _fields.TakePerson(ref reader, rank, name.Rank >= NamedField.Anonymous ? PersonKind.Anonymous : PersonKind.User, _click);
                break;
            case EventField.ClientId:
                _fields.TakePerson(ref reader, rank + NamedField.OfClickFiles - 1, PersonKind.Client, _click);
                break;
            case EventField.SessionId:
                _fields.TakeSession(ref reader, rank, _click);
                break;
            case EventField.Timestamp:
                _fields.TakeTime(ref reader, name, place.Rank);
                break;
            case EventField.SentAt:
                _fields.TakeSent(ref reader, rank);
                break;
            case EventField.Items:
                _items.ReadItems(ref reader, rank, _click);
                break;
            case EventField.Id when place.Kind == PlaceKind.Properties:
            case EventField.ItemId or EventField.Price or EventField.Quantity or EventField.Category or EventField.ItemName or EventField.Brand or EventField.Position:
                _items.ReadField(ref reader, name, place.Rank, ref _single);
                break;
            case EventField.Order:
                Order = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var order) ? order : Order;
                break;
            default:
                ReadSurroundings(ref reader, name, place);
                break;
        }
    }
}
