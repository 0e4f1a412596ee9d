using System.Text.Json;

namespace StreamReco.Stages.Decoding;

/// <summary>
/// Reads where a visitor is: the country as the event or what lies around it names it, in capitals. It is a hint, so what
/// cannot be one is passed over, never an error. Belongs to one <see cref="DecodeStage"/>.
/// </summary>
internal sealed class CountryReader
{
    /// <summary>Longest name of a country; codes have two or three letters.</summary>
    private const int CharsMax = 64;

    private const int NestingMax = 2;

    private readonly StringPool _names = new(capacity: 1_000);

    /// <summary>The country of an object such as Segment's <c>context</c> or GA4's <c>geo</c>; null where it names none.</summary>
    /// <param name="reader">Stands on the object's start; on its end afterwards.</param>
    /// <param name="nesting">Objects around it.</param>
    public string? ReadPlace(ref Utf8JsonReader reader, int nesting = 0)
    {
        string? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = EventFieldNames.Find(reader.ValueSpan);
            reader.Read();
            if (field == EventField.Country)
            {
                found = Read(ref reader) ?? found;
            }
            else if (field == EventField.Place && nesting < NestingMax && reader.TokenType == JsonTokenType.StartObject)
            {
                found = ReadPlace(ref reader, nesting + 1) ?? found;
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    /// <summary>The country that the reader stands at; null where it is none.</summary>
    public string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > CharsMax * 6)
        {
            reader.Skip();
            return null;
        }

        Span<char> text = stackalloc char[(CharsMax * 6) + 1];
        var read = text[..reader.CopyString(text)].Trim();
        if (read.IsEmpty || read.Length > CharsMax)
        {
            return null;
        }

        Span<char> upper = stackalloc char[read.Length];
        return ((ReadOnlySpan<char>)read).ToUpperInvariant(upper) == read.Length ? _names.Intern(upper) : null;
    }
}
