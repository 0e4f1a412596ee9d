using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using StreamReco.Models.Events;
using StreamReco.Models.Text;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Reads events of our own form in one pass, where each field stands once under its first name and nothing has to be settled between
/// fields. Everything else it leaves to <see cref="EventDecoder"/>, which reads all forms; what it reads, it reads as that one does.
/// Belongs to one decoder.
/// </summary>
internal sealed class PlainEventReader
{
    /// <summary>Eight digits are a date, <c>20261128</c>.</summary>
    private const long FirstDate = 10_000_000;
    private const long LastDate = 99_999_999;

    private static readonly EventType[] _types = [.. Enumerable.Range(1, EventTypes.TableLength - 1).Select(type => (EventType)type)];
    private static readonly byte[][] _typeNames = [.. _types.Select(type => Encoding.UTF8.GetBytes(EventTypes.NameOf(type)))];

    private readonly EventLimits _limits;
    private readonly bool[] _isPassedOver;
    private readonly ShortTexts _texts;
    private readonly char[] _chars;
    private ClickEvent _click = new();
    private ItemTouch _single;

    /// <summary>The fields that were there, a bit each.</summary>
    private long _seen;

    /// <param name="limits">Bounds of an event.</param>
    /// <param name="passedOver">Events that are no clicks.</param>
    /// <param name="texts">One string for each id of an item and each category.</param>
    public PlainEventReader(EventLimits limits, PassedOverEvents passedOver, ShortTexts texts)
    {
        _limits = limits;
        _isPassedOver = [.. _types.Select(type => passedOver.IsOwn(EventTypes.NameOf(type)))];
        _texts = texts;
        _chars = new char[limits.IdCharsMax];
    }

    /// <summary>Reads an event.</summary>
    /// <param name="value">The record's value, UTF-8.</param>
    /// <param name="click">Takes the event; empty, and of no use afterwards where it is not read.</param>
    /// <returns>Whether it was read: a valid event of which nothing is left out.</returns>
    public bool TryRead(ReadOnlySpan<byte> value, ClickEvent click)
    {
        (_click, _single, _seen) = (click, new ItemTouch("", null, double.NaN, 1), 0);
        var json = new PlainJson(value);
        if (!ReadObject(ref json, Own.Event) || !json.IsOver)
        {
            return false;
        }

        if (_single.ItemId.Length > 0)
        {
            click.AddItem(_single);
        }

        return Has(EventField.EventId) && Has(EventField.EventType) && Has(EventField.Person) && Has(EventField.Timestamp)
            && (click.Items.Count > 0 || !EventTypes.NeedsItem(click.Type));
    }

    private bool ReadObject(ref PlainJson json, Own own)
    {
        if (!json.Take((byte)'{'))
        {
            return false;
        }

        do
        {
            if (!json.TakeName(out var name) || !ReadField(ref json, EventFieldNames.Find(name), own))
            {
                return false;
            }
        }
        while (json.Take((byte)','));
        return json.Take((byte)'}');
    }

    private bool ReadField(ref PlainJson json, NamedField name, Own own) =>
        name.Field == EventField.Unknown || (name.Field == EventField.Name && own == Own.Item) ? json.PassScalar()
        : own == Own.Place || (name.Rank != 0 && name.Field != EventField.Category) || !Sees(name.Field, own) ? false
        : own == Own.Item ? ReadItemField(ref json, name.Field)
        : ReadEventField(ref json, name.Field);

    private bool ReadEventField(ref PlainJson json, EventField field)
    {
        switch (field)
        {
            case EventField.EventId when TakeId(ref json, out var id):
                (_click.HasEventId, _click.EventIdHash) = (true, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id)));
                return true;
            case EventField.EventType:
                return ReadType(ref json);
            case EventField.Person when TakeId(ref json, out var id):
                _click.SetUserId(id);
                return true;
            case EventField.SessionId when TakeId(ref json, out var id):
                _click.SetSessionId(id);
                return true;
            case EventField.RecommendationId when TakeId(ref json, out var id):
                _click.SetRecommendationId(id);
                return true;
            case EventField.Timestamp:
                return ReadTime(ref json);
            case EventField.Items:
                return !Has(EventField.ItemId) && ReadItems(ref json);
            case EventField.ItemId when Has(EventField.Items):
                return false;
            case EventField.Place:
                return ReadObject(ref json, Own.Place);
            default:
                return ReadItemField(ref json, field);
        }
    }

    private bool ReadItemField(ref PlainJson json, EventField field)
    {
        switch (field)
        {
            case EventField.ItemId when TakeInterned(ref json, out var id):
                _single = _single with { ItemId = id };
                return true;
            case EventField.Category when TakeInterned(ref json, out var category):
                _single = _single with { Category = category };
                return true;
            case EventField.Price when json.TakeNumber(out var price):
                _single = _single with { Price = price };
                return true;
            case EventField.Quantity when json.TakeWhole(out var quantity) && quantity <= int.MaxValue:
                _single = _single with { Quantity = (int)quantity };
                return true;
            default:
                return false;
        }
    }

    private bool ReadItems(ref PlainJson json)
    {
        if (!json.Take((byte)'['))
        {
            return false;
        }

        var (ofEvent, seen) = (_single, _seen);
        do
        {
            (_single, _seen) = (new ItemTouch("", null, double.NaN, 1), 0);
            if (_click.Items.Count == _limits.ItemsPerEventMax || !ReadObject(ref json, Own.Item) || _single.ItemId.Length == 0)
            {
                return false;
            }

            _click.AddItem(_single);
        }
        while (json.Take((byte)','));
        (_single, _seen) = (ofEvent, seen);
        return json.Take((byte)']');
    }

    private bool ReadType(ref PlainJson json)
    {
        if (!json.TakeText(out var name))
        {
            return false;
        }

        for (var i = 0; i < _typeNames.Length; i++)
        {
            if (name.SequenceEqual(_typeNames[i]))
            {
                _click.Type = _types[i];
                return !_isPassedOver[i];
            }
        }

        return false;
    }

    private bool ReadTime(ref PlainJson json)
    {
        if (json.Next != (byte)'"')
        {
            var isWhole = json.TakeWhole(out var number);
            _click.EventTimeMs = EventTimeText.OfNumber(number);
            return isWhole && number is < FirstDate or > LastDate;
        }

        if (!json.TakeText(out var text) || !EventTimeText.TryParse(text, out var timeMs, out _))
        {
            return false;
        }

        _click.EventTimeMs = timeMs;
        return true;
    }

    /// <summary>Takes an id without blanks around it that is not a word for none; lent until the next.</summary>
    private bool TakeId(ref PlainJson json, out ReadOnlySpan<char> id)
    {
        id = default;
        if (!json.TakeText(out var text) || !IsId(text))
        {
            return false;
        }

        Ascii.ToUtf16(text, _chars, out var length);
        id = _chars.AsSpan(0, length);
        return true;
    }

    private bool TakeInterned(ref PlainJson json, out string id)
    {
        id = "";
        if (!json.TakeText(out var text) || !IsId(text))
        {
            return false;
        }

        id = _texts.Of(text);
        return true;
    }

    private bool IsId(ReadOnlySpan<byte> text) =>
        text.Length > 0 && text.Length <= _limits.IdCharsMax && text[0] != (byte)' ' && text[^1] != (byte)' ' && !MissingWords.IsMissing(text);

    /// <summary>Whether a field may be read here, and was not before.</summary>
    private bool Sees(EventField field, Own own)
    {
        var bit = 1L << (int)field;
        var isNew = (_seen & bit) == 0;
        _seen |= bit;
        return isNew && (own == Own.Event || field is EventField.ItemId or EventField.Category or EventField.Price or EventField.Quantity);
    }

    private bool Has(EventField field) => (_seen & (1L << (int)field)) != 0;

    /// <summary>Whose fields an object holds.</summary>
    private enum Own
    {
        Event,
        Item,

        /// <summary>What lies around the event, of which nothing is read here.</summary>
        Place,
    }
}
