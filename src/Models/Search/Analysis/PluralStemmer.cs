namespace StreamReco.Models.Search.Analysis;

/// <summary>
/// Takes the plural's s off a word (the s-stemmer of Harman 1991): right for English, near enough for French, Spanish,
/// Portuguese and Dutch. Nothing more is cut: a shop's words are names, and a hard stemmer mixes them up.
/// </summary>
internal static class PluralStemmer
{
    private const int LettersMin = 3;

    /// <summary>Stems a folded word in place.</summary>
    /// <returns>The length that is left.</returns>
    public static int Stem(Span<char> word)
    {
        if (word.Length > LettersMin && word.EndsWith("ie"))
        {
            return ToY(word, word.Length - 2); // movie as movies
        }

        if (word.Length < LettersMin || word[^1] != 's' || word[^2] is 'u' or 's')
        {
            return word.Length;
        }

        return word.Length > LettersMin + 1 && word.EndsWith("ies") ? ToY(word, word.Length - 3) : word.Length - 1;
    }

    private static int ToY(Span<char> word, int at)
    {
        word[at] = 'y';
        return at + 1;
    }
}
