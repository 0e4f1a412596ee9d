namespace StreamReco.Models.Search.Indexing;

/// <summary>
/// Ids and numbers of the trade as terms: letters and digits alone, lower case, behind a character that no word has.
/// </summary>
internal static class CodeTerms
{
    /// <summary>The first character of a code's term.</summary>
    public const char Mark = '\u0001';

    /// <summary>The first character of the term of a category's main word: "case" of "Notebook case".</summary>
    public const char HeadMark = '\u0002';

    /// <summary>Whether a term is one of these marks and no word.</summary>
    public static bool IsMarked(ReadOnlySpan<char> term) => term[0] <= HeadMark;

    /// <summary>The term that the items of categories with the main word <paramref name="word"/> have.</summary>
    /// <param name="word">An analysed word.</param>
    /// <param name="buffer">At least <see cref="BufferChars"/> characters.</param>
    public static ReadOnlySpan<char> HeadOf(ReadOnlySpan<char> word, Span<char> buffer)
    {
        buffer[0] = HeadMark;
        word.CopyTo(buffer[1..]);
        return buffer[..(word.Length + 1)];
    }

    private const int CharsMax = 80;

    /// <summary>The term of a code or of a query that may be one; empty where it has no digit or letter.</summary>
    /// <param name="code">As it was written.</param>
    /// <param name="buffer">At least <see cref="BufferChars"/> characters.</param>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> code, Span<char> buffer)
    {
        var length = 0;
        buffer[length++] = Mark;
        foreach (var c in code)
        {
            if (char.IsLetterOrDigit(c) && length < BufferChars)
            {
                buffer[length++] = char.ToLowerInvariant(c);
            }
        }

        return length == 1 ? default : buffer[..length];
    }

    /// <summary>Characters of a buffer for <see cref="Of"/>.</summary>
    public const int BufferChars = CharsMax + 1;
}
