using System.IO.Hashing;
using System.Text;

namespace StreamReco.Models.Decoding;

/// <summary>
/// One string for each text of ASCII that comes again and again, found by its bytes: a cache in front of a <see cref="StringPool"/>, in
/// which a text takes the place of another one of its hash. Belongs to one decoder.
/// </summary>
/// <param name="pool">Keeps one string per distinct text.</param>
internal sealed class ShortTexts(StringPool pool)
{
    private const int Places = 1 << 14;

    /// <summary>Texts up to so many bytes need no string to be looked up.</summary>
    private const int OnStackMax = 256;

    private readonly string?[] _texts = new string?[Places];

    /// <summary>The string of a text.</summary>
    /// <param name="ascii">The text, of ASCII alone.</param>
    public string Of(ReadOnlySpan<byte> ascii)
    {
        ref var place = ref _texts[XxHash3.HashToUInt64(ascii) % Places];
        if (place is not null && Ascii.Equals(ascii, place))
        {
            return place;
        }

        return place = Intern(ascii);
    }

    private string Intern(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > OnStackMax)
        {
            return pool.Intern(Encoding.ASCII.GetString(ascii));
        }

        Span<char> chars = stackalloc char[ascii.Length];
        return pool.Intern(chars[..Encoding.ASCII.GetChars(ascii, chars)]);
    }
}
