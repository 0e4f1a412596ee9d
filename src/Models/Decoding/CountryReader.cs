using System.Text.Json;
using StreamReco.Models.Text;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Reads where a visitor is: the country as the event or what lies around it names it, in capitals. It is a hint, so what
/// cannot be one is passed over, never an error. Belongs to one <see cref="EventDecoder"/>.
/// </summary>
/// <param name="consent">Takes what such an object says of consent.</param>
internal sealed class CountryReader(ConsentReader consent)
{
    /// <summary>Longest name of a country; codes have two or three letters.</summary>
    private const int CharsMax = 64;

    private const int NestingMax = 2;

    /// <summary>A level is worth more than any name: what stands further out comes first.</summary>
    private const int NamesMax = 8;

    private readonly StringPool _names = new(capacity: 1_000);
    private int _rank;
    private string? _country;

    /// <summary>The country found; null where there is none.</summary>
    public string? Country => _country;

    public void Begin() => (_rank, _country) = (int.MaxValue, null);

    /// <summary>Takes the country of an object such as Segment's <c>context</c> or GA4's <c>geo</c>, where it comes before what is known.</summary>
    /// <param name="reader">Stands on the object's start; on its end afterwards.</param>
    /// <param name="rank">Rank of the object's own name and level.</param>
    /// <param name="nesting">Objects around it.</param>
    public void ReadPlace(ref Utf8JsonReader reader, int rank, int nesting = 0)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = EventFieldNames.Find(reader.ValueSpan);
            reader.Read();
            var at = ((rank + 1) * NamesMax) + name.Rank;
            if (name.Field == EventField.Country)
            {
                Read(ref reader, at);
            }
            else if (name.Field == EventField.Place && nesting < NestingMax && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadPlace(ref reader, at, nesting + 1);
            }
            else if (name.Field == EventField.Consent)
            {
                consent.Read(ref reader, name.Rank);
            }

            reader.Skip();
        }
    }

    /// <summary>Takes the country that the reader stands at, where it comes before what is known.</summary>
    public void Read(ref Utf8JsonReader reader, int rank)
    {
        if (rank > _rank || reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > CharsMax * 6)
        {
            return;
        }

        Span<char> text = stackalloc char[(CharsMax * 6) + 1];
        ReadOnlySpan<char> read = text[..reader.CopyString(text)].Trim();
        if (read.Length > CharsMax || IsMissing(read))
        {
            return;
        }

        Span<char> upper = stackalloc char[read.Length];
        if (read.ToUpperInvariant(upper) == read.Length)
        {
            (_country, _rank) = (_names.Intern(upper), rank);
        }
    }

    /// <summary>NA is Namibia.</summary>
    private static bool IsMissing(ReadOnlySpan<char> country) =>
        MissingWords.IsMissing(country) && !country.Equals("NA", StringComparison.OrdinalIgnoreCase);
}
