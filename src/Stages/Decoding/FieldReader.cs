using System.Text.Json;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Decoding;

/// <summary>
/// Reads values of an event's fields within the limits. The first failure stays; what reads on asks
/// <see cref="Failed"/>. Belongs to one <see cref="DecodeStage"/>.
/// </summary>
internal sealed class FieldReader(LimitOptions limits)
{
    /// <summary>A character of an id takes up to six bytes of JSON.</summary>
    private readonly char[] _text = new char[(limits.IdCharsMax * 6) + 1];

    public Failure? Failure { get; private set; }

    public bool Failed => Failure is not null;

    public void Begin() => Failure = null;

    /// <summary>An id or a name; a number counts as its digits.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="field">What the failure names.</param>
    /// <param name="text">Lent until the next call.</param>
    public bool TryText(ref Utf8JsonReader reader, string field, out ReadOnlySpan<char> text)
    {
        text = default;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return Fail(FailureType.Invalid, field, $"{field} must be a string.");
        }

        if (reader.ValueSpan.Length >= _text.Length)
        {
            return FailLength(field);
        }

        text = reader.TokenType == JsonTokenType.Number
            ? Transcode(reader.ValueSpan)
            : _text.AsSpan(0, reader.CopyString(_text));
        return text.Length <= limits.IdCharsMax || FailLength(field);
    }

    /// <summary>A finite number, also one that stands as text.</summary>
    public bool TryNumber(ref Utf8JsonReader reader, string field, out double number)
    {
        number = double.NaN;
        var isNumber = reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            && System.Buffers.Text.Utf8Parser.TryParse(reader.ValueSpan, out number, out var used)
            && used == reader.ValueSpan.Length
            && double.IsFinite(number);
        return isNumber || Fail(FailureType.Invalid, field, $"{field} must be a finite number.");
    }

    public void ReadTime(ref Utf8JsonReader reader, string field, ref long timeMs)
    {
        if (!EventTime.TryRead(ref reader, out timeMs))
        {
            Fail(FailureType.Invalid, field, $"{field} must be ISO 8601 or epoch milliseconds.");
        }
    }

    public void ReadMicros(ref Utf8JsonReader reader, string field, ref long timeMs)
    {
        if (!EventTime.TryReadMicros(ref reader, out timeMs))
        {
            Fail(FailureType.Invalid, field, $"{field} must be epoch microseconds.");
        }
    }

    /// <summary>UTF-8 as characters; none when it is no UTF-8 or too long. Lent until the next call.</summary>
    public Span<char> Transcode(ReadOnlySpan<byte> utf8) =>
        System.Text.Encoding.UTF8.TryGetChars(utf8, _text, out var length) ? _text.AsSpan(0, length) : [];

    /// <returns>False.</returns>
    public bool Fail(FailureType type, string? field, string message)
    {
        Failure ??= new Failure(type, field, message);
        return false;
    }

    private bool FailLength(string field) => Fail(
        FailureType.Invalid, field, $"{field} is longer than Limits:IdCharsMax ({limits.IdCharsMax}) characters.");
}
