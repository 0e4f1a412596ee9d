using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Decoding;

/// <summary>
/// Turns a record's bytes into a <see cref="ClickEvent"/>: our JSON, Segment's and Snowplow's names for the same
/// fields, and CloudEvents in the Kafka binding, structured and binary. One instance a shard; not thread-safe.
/// </summary>
/// <param name="limits">Bounds of an event.</param>
/// <param name="pseudonyms">Replaces user ids; null leaves them as they are.</param>
public sealed class DecodeStage(LimitOptions limits, Pseudonymizer? pseudonyms = null)
{
    private readonly StringPool _strings = new(capacity: 200_000);
    private readonly char[] _text = new char[(limits.IdCharsMax * 6) + 1];
    private ClickEvent _click = new();
    private Failure? _failure;
    private ItemDraft _single;
    private long _createdMs;
    private long _sentMs;
    private bool _hasUserId;
    private string? _unknownType;

    /// <summary>Decodes into <paramref name="click"/>.</summary>
    /// <returns>Null, or why the record cannot be an event.</returns>
    public Failure? Decode(in RawRecord record, ClickEvent click)
    {
        if (record.Value is not { Length: > 0 } value)
        {
            return new Failure(FailureType.Malformed, null, "The record is empty.");
        }

        if (value.Length > limits.EventBytesMax)
        {
            return new Failure(
                FailureType.Oversized,
                null,
                $"The event has {value.Length} bytes; Limits:EventBytesMax is {limits.EventBytesMax}.");
        }

        Begin(click);
        ReadHeaders(record.Headers);
        try
        {
            ReadEvent(value);
        }
        catch (JsonException e)
        {
            return new Failure(FailureType.Malformed, null, $"The record is not JSON: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            return new Failure(FailureType.Malformed, null, "A string of the record is not UTF-8.");
        }

        return _failure ?? Finish(record.TimestampMs);
    }

    private void Begin(ClickEvent click)
    {
        click.Clear();
        _click = click;
        _failure = null;
        _single = ItemDraft.Empty;
        _createdMs = long.MinValue;
        _sentMs = long.MinValue;
        _hasUserId = false;
        _unknownType = null;
    }

    private Failure? Finish(long receivedMs)
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

        if (pseudonyms is not null && !_click.UserId.IsEmpty)
        {
            Span<char> pseudonym = stackalloc char[Pseudonymizer.Chars];
            pseudonyms.Write(_click.UserId, pseudonym);
            _click.SetUserId(pseudonym);
        }

        if (_createdMs != long.MinValue)
        {
            // The sender's clock may be wrong, but the time between its two stamps is right.
            _click.EventTimeMs = _sentMs == long.MinValue ? _createdMs : receivedMs - (_sentMs - _createdMs);
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
                    SetEventId(Transcode(bytes));
                    break;
                case "ce_type":
                    TrySetType(Transcode(bytes));
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
            Fail(FailureType.Malformed, null, "The record is JSON, but not an object.");
            return;
        }

        ReadObject(ref reader, nesting: 0);
        while (_failure is null && reader.Read())
        {
            // Reads to the end, so that text behind the object is found.
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, int nesting)
    {
        while (_failure is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = EventFieldNames.Find(reader.ValueSpan);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (field == EventField.Nested && nesting < 2 && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, nesting + 1);
            }
            else
            {
                ReadField(ref reader, field);
            }
        }
    }

    private void ReadField(ref Utf8JsonReader reader, EventField field)
    {
        switch (field)
        {
            case EventField.EventId when ReadText(ref reader, "event_id", out var id):
                SetEventId(id);
                break;
            case EventField.EventType when ReadText(ref reader, "event_type", out var name):
                SetType(name);
                break;
            case EventField.UserId when ReadText(ref reader, "user_id", out var user) && !user.IsEmpty:
                _click.SetUserId(user);
                _hasUserId = true;
                break;
            case EventField.AnonymousId when ReadText(ref reader, "anonymous_id", out var anonymous) && !_hasUserId:
                _click.SetUserId(anonymous);
                break;
            case EventField.SessionId when ReadText(ref reader, "session_id", out var session):
                _click.SetSessionId(session);
                break;
            case EventField.Timestamp:
                ReadTime(ref reader, "timestamp", ref _createdMs);
                break;
            case EventField.SentAt:
                ReadTime(ref reader, "sent_at", ref _sentMs);
                break;
            case EventField.Items:
                ReadItems(ref reader);
                break;
            case EventField.ItemId or EventField.Sku or EventField.Price or EventField.Quantity or EventField.Category:
                ReadItemField(ref reader, field, ref _single);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadItems(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Fail(FailureType.Invalid, "items", "items must be an array.");
            return;
        }

        while (_failure is null && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                Fail(FailureType.Invalid, "items", "Each of items must be an object.");
            }
            else if (_click.Items.Count == limits.ItemsPerEventMax)
            {
                Fail(FailureType.Invalid, "items", $"items holds more than Limits:ItemsPerEventMax ({limits.ItemsPerEventMax}).");
            }
            else
            {
                ReadItem(ref reader);
            }
        }
    }

    private void ReadItem(ref Utf8JsonReader reader)
    {
        var item = ItemDraft.Empty;
        while (_failure is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = EventFieldNames.Find(reader.ValueSpan);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            // Inside an item `id` is the item's, as Segment and Shopify write it.
            ReadItemField(ref reader, field == EventField.EventId ? EventField.ItemId : field, ref item);
        }

        if (_failure is null && item.ItemId is null)
        {
            Fail(FailureType.Invalid, "items.item_id", "An item of the event has no item_id.");
        }
        else if (_failure is null)
        {
            _click.AddItem(item.ToTouch());
        }
    }

    private void ReadItemField(ref Utf8JsonReader reader, EventField field, ref ItemDraft item)
    {
        switch (field)
        {
            case EventField.ItemId when ReadText(ref reader, "item_id", out var id):
                item.ItemId = id.IsEmpty ? null : _strings.Intern(id);
                break;
            case EventField.Sku when item.ItemId is null && ReadText(ref reader, "sku", out var sku):
                item.ItemId = sku.IsEmpty ? null : _strings.Intern(sku);
                break;
            case EventField.Category when ReadText(ref reader, "item_category", out var category):
                item.Category = category.IsEmpty ? null : _strings.Intern(category);
                break;
            case EventField.Price when ReadNumber(ref reader, "price", out var price):
                item.Price = price;
                break;
            case EventField.Quantity when ReadNumber(ref reader, "quantity", out var quantity):
                item.Quantity = quantity is >= 0 and <= int.MaxValue ? (int)quantity : -1;
                break;
            default:
                if (_failure is null)
                {
                    reader.Skip();
                }

                break;
        }
    }

    private bool ReadText(ref Utf8JsonReader reader, string field, out ReadOnlySpan<char> text)
    {
        text = default;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return Fail(FailureType.Invalid, field, $"{field} must be a string.");
        }

        if (reader.ValueSpan.Length >= _text.Length)
        {
            return Fail(FailureType.Invalid, field, $"{field} is longer than Limits:IdCharsMax ({limits.IdCharsMax}) characters.");
        }

        text = reader.TokenType == JsonTokenType.Number
            ? Transcode(reader.ValueSpan)
            : _text.AsSpan(0, reader.CopyString(_text));
        return text.Length <= limits.IdCharsMax
            || Fail(FailureType.Invalid, field, $"{field} is longer than Limits:IdCharsMax ({limits.IdCharsMax}) characters.");
    }

    private bool ReadNumber(ref Utf8JsonReader reader, string field, out double number)
    {
        number = double.NaN;
        var isNumber = reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            && System.Buffers.Text.Utf8Parser.TryParse(reader.ValueSpan, out number, out var used)
            && used == reader.ValueSpan.Length
            && double.IsFinite(number);
        return isNumber || Fail(FailureType.Invalid, field, $"{field} must be a finite number.");
    }

    private void ReadTime(ref Utf8JsonReader reader, string field, ref long timeMs)
    {
        if (!EventTime.TryRead(ref reader, out timeMs))
        {
            Fail(FailureType.Invalid, field, $"{field} must be ISO 8601 or epoch milliseconds.");
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

    private Span<char> Transcode(ReadOnlySpan<byte> utf8) =>
        System.Text.Encoding.UTF8.TryGetChars(utf8, _text, out var length) ? _text.AsSpan(0, length) : [];

    private bool Fail(FailureType type, string? field, string message)
    {
        _failure ??= new Failure(type, field, message);
        return false;
    }

    [SuppressMessage("Performance", "MA0008", Justification = "Lives in one field; its layout matters to nobody.")]
    private struct ItemDraft
    {
        public static readonly ItemDraft Empty = new() { Price = double.NaN, Quantity = 1 };

        public string? ItemId;
        public string? Category;
        public double Price;
        public int Quantity;

        public readonly ItemTouch ToTouch() => new(ItemId!, Category, Price, Quantity);
    }
}
