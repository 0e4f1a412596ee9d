namespace StreamReco.Models.Search.Analysis;

/// <summary>What a character is to the analyser.</summary>
internal enum CharacterKind
{
    /// <summary>Ends a word.</summary>
    Break,
    Letter,
    Digit,

    /// <summary>Han, Kana, Hangul: written without blanks, or with endings that grow onto the word.</summary>
    Cjk,
}

/// <summary>Tells the kinds of folded characters.</summary>
internal static class CharacterKinds
{
    public static CharacterKind Of(char c) => c switch
    {
        >= 'a' and <= 'z' => CharacterKind.Letter,
        >= '0' and <= '9' => CharacterKind.Digit,
        < '\u0080' => CharacterKind.Break,
        >= '\u3400' and <= '\u9FFF' or >= '\u30A1' and <= '\u30FA' or 'ー' or '々' or '〇' => CharacterKind.Cjk,
        >= '\uAC00' and <= '\uD7A3' or >= '\uD840' and <= '\uD87F' => CharacterKind.Cjk,
        >= '\uDC00' and <= '\uDFFF' => CharacterKind.Cjk, // the second half of a Han character outside the plane
        _ when char.IsLetter(c) || IsSign(c) => CharacterKind.Letter,
        _ when char.IsDigit(c) => CharacterKind.Digit,
        _ => CharacterKind.Break,
    };

    /// <summary>Vowel signs and tone marks that belong to a word.</summary>
    private static bool IsSign(char c) => c is >= '\u0900' and < '\u1AB0' && char.GetUnicodeCategory(c) is
        System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
