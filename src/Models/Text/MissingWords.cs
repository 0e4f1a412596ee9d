using System.Buffers;
using System.Text;

namespace StreamReco.Models.Text;

/// <summary>
/// Words that senders write where they have no value: pandas' <c>nan</c>, R's <c>NA</c>, JavaScript's <c>undefined</c>,
/// GA4's <c>(not set)</c>. Read as a value they would make one giant user, session or category of all who have none.
/// </summary>
public static class MissingWords
{
    private const int CharsMax = 9;

    private static readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase)
    {
        "NA", "N/A", "null", "nan", "undefined", "(not set)",
    };

    /// <summary>What the words end with.</summary>
    private static readonly SearchValues<byte> _lastLetters = SearchValues.Create("aAlLnNdD)"u8);

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _byChars =
        _words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether <paramref name="text"/> is empty, blank or a word for "no value", in any case of its letters.</summary>
    public static bool IsMissing(ReadOnlySpan<char> text)
    {
        var word = text.Trim();
        return word.IsEmpty || (word.Length <= CharsMax && _byChars.Contains(word));
    }

    /// <summary>As <see cref="IsMissing(ReadOnlySpan{char})"/>, of a text of ASCII without blanks around it.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > CharsMax || (!ascii.IsEmpty && !_lastLetters.Contains(ascii[^1])))
        {
            return false; // as nearly all are
        }

        Span<char> word = stackalloc char[CharsMax];
        Ascii.ToUtf16(ascii, word, out var length);
        return IsMissing((ReadOnlySpan<char>)word[..length]);
    }
}
