using System.Runtime.InteropServices;
using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Models.Text;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Reads values of an event's fields within the limits. A value that cannot be read is no failure here: it is left out, and
/// kept as the fault of a field that turns out to be needed. Belongs to one <see cref="EventDecoder"/>.
/// </summary>
internal sealed class FieldReader(EventLimits limits)
{
    /// <summary>A character of an id takes up to six bytes of JSON.</summary>
    private readonly char[] _text = new char[(limits.IdCharsMax * 6) + 1];
    private readonly List<LeftOut> _leftOut = [];

    /// <summary>What was left out of the event.</summary>
    public ReadOnlySpan<LeftOut> LeftOut => CollectionsMarshal.AsSpan(_leftOut);

    /// <summary>Why the text last read is none; null where it only says nothing.</summary>
    public LeftOutReason? Fault { get; private set; }

    public void Begin() => _leftOut.Clear();

    public void Leave(LeftOutField field, LeftOutReason reason) => _leftOut.Add(new LeftOut(field, reason));

    /// <summary>An id or a name without blanks around it; a number counts as its digits.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="text">Lent until the next call.</param>
    /// <returns>Whether there is one: <see cref="Fault"/> says why not, or null for an empty text and words for none.</returns>
    public bool TryText(ref Utf8JsonReader reader, out ReadOnlySpan<char> text)
    {
        text = default;
        Fault = null;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            Fault = LeftOutReason.WrongKind;
            return false;
        }

        if (reader.ValueSpan.Length >= _text.Length)
        {
            Fault = LeftOutReason.TooLong;
            return false;
        }

        text = reader.TokenType == JsonTokenType.Number
            ? Whole(Transcode(reader.ValueSpan))
            : ((ReadOnlySpan<char>)_text.AsSpan(0, reader.CopyString(_text))).Trim();
        Fault = text.Length > limits.IdCharsMax ? LeftOutReason.TooLong : null;
        return Fault is null && !MissingWords.IsMissing(text);
    }

    /// <summary>As <see cref="TryText"/>; a fault is counted at once, because the event does not need the field.</summary>
    public bool TryText(ref Utf8JsonReader reader, LeftOutField field, out ReadOnlySpan<char> text)
    {
        var found = TryText(ref reader, out text);
        if (Fault is { } fault)
        {
            Leave(field, fault);
        }

        return found;
    }

    /// <summary>A number from 0, also one that stands as text; a fault is counted at once.</summary>
    public bool TryNumber(ref Utf8JsonReader reader, LeftOutField field, out double number)
    {
        number = double.NaN;
        if (reader.TokenType == JsonTokenType.Number)
        {
            System.Buffers.Text.Utf8Parser.TryParse(reader.ValueSpan, out number, out _);
        }
        else if (reader.TokenType != JsonTokenType.String)
        {
            Leave(field, LeftOutReason.WrongKind);
            return false;
        }
        else if (!TryText(ref reader, out var text) && Fault is null)
        {
            return false;
        }
        else if (!PriceText.TryParse(text, out number))
        {
            number = double.NaN;
        }

        if (double.IsFinite(number) && number >= 0)
        {
            return true;
        }

        Leave(field, number < 0 && double.IsFinite(number) ? LeftOutReason.Negative : LeftOutReason.NoNumber);
        return false;
    }

    /// <summary>UTF-8 as characters; none when it is no UTF-8 or too long. Lent until the next call.</summary>
    public Span<char> Transcode(ReadOnlySpan<byte> utf8) =>
        System.Text.Encoding.UTF8.TryGetChars(utf8, _text, out var length) ? _text.AsSpan(0, length) : [];

    /// <summary>The failure of a needed field whose only value cannot be read.</summary>
    public ValidationFailure FailureOf(string field, LeftOutReason fault) => new(FailureType.Invalid, field, fault switch
    {
        LeftOutReason.TooLong => $"{field} is longer than Limits:IdCharsMax ({limits.IdCharsMax}) characters.",
        LeftOutReason.NoTime =>
            $"{field} must be ISO 8601 with the year first, or an epoch time in seconds, milliseconds or microseconds.",
        _ => $"{field} must be a string.",
    });

    /// <summary>12345.0 is the id 12345: senders that count in floating point write it so.</summary>
    private static ReadOnlySpan<char> Whole(ReadOnlySpan<char> number)
    {
        var point = number.IndexOf('.');
        return point > 0 && !number[(point + 1)..].ContainsAnyExcept('0') ? number[..point] : number;
    }
}
