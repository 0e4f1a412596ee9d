using System.Runtime.InteropServices;
using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Decoding;

/// <summary>
/// Turns a record's bytes into a <see cref="ClickEvent"/>: our JSON, the forms of GA4 (Measurement Protocol and BigQuery
/// export), Segment and Snowplow (analytics SDK), and CloudEvents in the Kafka binding, structured and binary. A record
/// is one event: a batch of several is rejected. One instance a shard; not thread-safe.
/// </summary>
public sealed class DecodeStage
{
    private const int NestingMax = 2;

    private readonly LimitOptions _limits;
    private readonly Pseudonymizer? _pseudonyms;
    private readonly FieldReader _fields;
    private readonly ItemReader _items;
    private readonly CountryReader _countries = new();
    private ClickEvent _click = new();
    private ItemDraft _single;
    private long _createdMs;
    private long _sentMs;
    private bool _hasUserId;
    private bool _isCorrected;
    private bool _isMeasured;
    private bool _isClientId;
    private string? _unknownType;

    /// <param name="limits">Bounds of an event.</param>
    /// <param name="pseudonyms">Replaces user ids; null leaves them as they are.</param>
    public DecodeStage(LimitOptions limits, Pseudonymizer? pseudonyms = null)
    {
        _limits = limits;
        _pseudonyms = pseudonyms;
        _fields = new FieldReader(limits);
        _items = new ItemReader(limits, _fields);
    }

    /// <summary>Decodes into <paramref name="click"/>.</summary>
    /// <returns>Null, or why the record cannot be an event.</returns>
    public Failure? Decode(in RawRecord record, ClickEvent click)
    {
        if (record.Value is not { Length: > 0 } value)
        {
            return new Failure(FailureType.Malformed, null, "The record is empty.");
        }

        if (value.Length > _limits.EventBytesMax)
        {
            return new Failure(
                FailureType.Oversized,
                null,
                $"The event has {value.Length} bytes; Limits:EventBytesMax is {_limits.EventBytesMax}.");
        }

        Begin(click);
        ReadHeaders(record.Headers);
        try
        {
            ReadEvent(value);
        }
        catch (JsonException e)
        {
            return ForeignForms.Recognise(value) ?? new Failure(
                FailureType.Malformed, null, $"The record is not JSON: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            return new Failure(FailureType.Malformed, null, "A string of the record is not UTF-8.");
        }

        return _fields.Failure ?? Finish(record.TimestampMs, value);
    }

    private void Begin(ClickEvent click)
    {
        click.Clear();
        _fields.Begin();
        _click = click;
        _single = ItemDraft.Empty;
        _createdMs = long.MinValue;
        _sentMs = long.MinValue;
        _hasUserId = false;
        _isCorrected = false;
        _isMeasured = false;
        _isClientId = false;
        _unknownType = null;
    }

    private Failure? Finish(long receivedMs, byte[] value)
    {
        if (_click.Type == EventType.None && _unknownType is not null)
        {
            return new Failure(
                FailureType.Invalid, "event_type", $"event_type '{_unknownType}' is not one that this pipeline knows.");
        }

        if (_single.ItemId is { } single && !IsListed(single))
        {
            _click.AddItem(_single.ToTouch());
        }

        if (_isClientId && !_isMeasured)
        {
            _click.SetUserId([]); // elsewhere than in GA4, a client is a program, not a visitor
        }

        if (_pseudonyms is not null && !_click.UserId.IsEmpty)
        {
            Span<char> pseudonym = stackalloc char[Pseudonymizer.Chars];
            _pseudonyms.Write(_click.UserId, pseudonym);
            _click.SetUserId(pseudonym);
        }

        if (_isMeasured && !_click.HasEventId)
        {
            // GA4 has no event id; user and microsecond are in the bytes, so only a repeat has the same ones.
            _click.HasEventId = true;
            _click.EventIdHash = System.IO.Hashing.XxHash3.HashToUInt64(value);
        }

        if (_createdMs != long.MinValue)
        {
            // The sender's clock may be wrong, but the time between its two stamps is right.
            _click.EventTimeMs = _sentMs == long.MinValue || _isCorrected
                ? _createdMs : receivedMs - (_sentMs - _createdMs);
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

    private void ReadHeaders(IReadOnlyList<KeyValuePair<string, byte[]>>? headers)
    {
        for (var i = 0; headers is not null && i < headers.Count; i++)
        {
            var (name, bytes) = headers[i];
            switch (name)
            {
                case "ce_id":
                    SetEventId(_fields.Transcode(bytes));
                    break;
                case "ce_type":
                    TrySetType(_fields.Transcode(bytes));
                    break;
                case "ce_time" when EventTime.TryParse(bytes, out var timeMs):
                    _createdMs = timeMs;
                    break;
                default:
                    break;
            }
        }
    }

    private void ReadEvent(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 32 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _fields.Fail(FailureType.Malformed, null, reader.TokenType == JsonTokenType.StartArray
                ? "The record is a JSON array; a record is one event, so each needs a record of its own."
                : "The record is JSON, but not an object.");
            return;
        }

        ReadObject(ref reader, nesting: 0, isNamed: false);
        while (!_fields.Failed && reader.Read())
        {
            // Reads to the end, so that text behind the object is found.
        }
    }

    /// <param name="reader">Stands on the object's start.</param>
    /// <param name="nesting">Objects around it whose fields count as the event's own.</param>
    /// <param name="isNamed">Whether its <c>name</c> is the event's type: in a list of events.</param>
    private void ReadObject(ref Utf8JsonReader reader, int nesting, bool isNamed)
    {
        while (!_fields.Failed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = isNamed && reader.ValueSpan.SequenceEqual("name"u8)
                ? EventField.EventType : EventFieldNames.Find(reader.ValueSpan);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (field == EventField.Nested && nesting < NestingMax && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, nesting + 1, isNamed: false);
            }
            else if (field == EventField.Events && nesting < NestingMax && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadEvents(ref reader, nesting);
            }
            else
            {
                ReadField(ref reader, field);
            }
        }
    }

    /// <summary>A list of events in one record: GA4's <c>events</c>, Segment's <c>batch</c>. It has to hold one.</summary>
    private void ReadEvents(ref Utf8JsonReader reader, int nesting)
    {
        var ahead = reader;
        var count = 0;
        while (ahead.Read() && ahead.TokenType != JsonTokenType.EndArray)
        {
            ahead.Skip();
            count++;
        }

        reader.Read();
        if (count != 1)
        {
            _fields.Fail(
                FailureType.Invalid,
                "events",
                $"The record carries {count} events; a record is one event, so each needs a record of its own.");
        }
        else if (reader.TokenType != JsonTokenType.StartObject)
        {
            _fields.Fail(FailureType.Invalid, "events", "The event in the record's list must be an object.");
        }
        else
        {
            ReadObject(ref reader, nesting, isNamed: true);
            _ = _fields.Failed || reader.Read();
        }
    }

    private void ReadField(ref Utf8JsonReader reader, EventField field)
    {
        switch (field)
        {
            case EventField.EventId when _fields.TryText(ref reader, "event_id", out var id):
                SetEventId(id);
                break;
            case EventField.EventType when _fields.TryText(ref reader, "event_type", out var name):
                SetType(name);
                break;
            case EventField.UserId when _fields.TryText(ref reader, "user_id", out var user) && !user.IsEmpty:
                _click.SetUserId(user);
                _hasUserId = true;
                _isClientId = false;
                break;
            case EventField.AnonymousId when _fields.TryText(ref reader, "anonymous_id", out var visitor) && !_hasUserId:
                _click.SetUserId(visitor);
                _isClientId = false;
                break;
            case EventField.ClientId when _click.UserId.IsEmpty && _fields.TryText(ref reader, "client_id", out var client):
                _click.SetUserId(client);
                _isClientId = true;
                break;
            case EventField.SessionId when _fields.TryText(ref reader, "session_id", out var session):
                _click.SetSessionId(session);
                break;
            case EventField.Timestamp:
                _fields.ReadTime(ref reader, "timestamp", ref _createdMs);
                break;
            case EventField.TimestampMicros:
                _fields.ReadMicros(ref reader, "timestamp_micros", ref _createdMs);
                _isMeasured = true;
                break;
            case EventField.SentAt:
                _fields.ReadTime(ref reader, "sent_at", ref _sentMs);
                break;
            case EventField.Corrected:
                _isCorrected = true;
                reader.Skip();
                break;
            case EventField.Parameters when reader.TokenType == JsonTokenType.StartArray:
                ReadParameters(ref reader);
                break;
            case EventField.Items:
                _items.ReadItems(ref reader, _click);
                break;
            case EventField.ItemId or EventField.Sku or EventField.Price or EventField.Quantity or EventField.Category:
                _items.ReadField(ref reader, field, ref _single);
                break;
            case EventField.Country:
                _click.Country = _countries.Read(ref reader) ?? _click.Country;
                break;
            case EventField.Place when reader.TokenType == JsonTokenType.StartObject:
                _click.Country = _countries.ReadPlace(ref reader) ?? _click.Country;
                break;
            case EventField.Binary:
                _fields.Fail(FailureType.Invalid, "data_base64", "data_base64 is not read; the data must be JSON in data.");
                break;
            default:
                reader.Skip();
                break;
        }
    }

    /// <summary>BigQuery's <c>[{"key": …, "value": {"int_value": …}}]</c>; the session is what is taken from it.</summary>
    private void ReadParameters(ref Utf8JsonReader reader)
    {
        while (!_fields.Failed && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadParameter(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadParameter(ref Utf8JsonReader reader)
    {
        var isSession = false;
        while (!_fields.Failed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals("key"u8);
            reader.Read();
            if (isKey)
            {
                isSession = reader.TokenType == JsonTokenType.String
                    && EventFieldNames.Find(reader.ValueSpan) == EventField.SessionId;
            }

            if (isSession && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadSession(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadSession(ref Utf8JsonReader reader)
    {
        while (!_fields.Failed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
            {
                ReadField(ref reader, EventField.SessionId);
            }
        }
    }

    private void SetEventId(ReadOnlySpan<char> id)
    {
        _click.HasEventId = !id.IsEmpty;
        _click.EventIdHash = System.IO.Hashing.XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id));
    }

    private void SetType(ReadOnlySpan<char> name)
    {
        // An envelope's own `type` (CloudEvents, Segment's "track") says less than the event inside, which may follow.
        if (!TrySetType(name))
        {
            _unknownType = name.ToString();
        }
    }

    private bool TrySetType(ReadOnlySpan<char> name)
    {
        var known = EventTypes.TryParse(name, out var type)
            || EventTypes.TryParse(name[(name.LastIndexOf('.') + 1)..], out type);
        if (known)
        {
            _click.Type = type;
        }

        return known;
    }
}
