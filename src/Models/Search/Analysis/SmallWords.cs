using System.Collections.Frozen;

namespace StreamReco.Models.Search.Analysis;

/// <summary>
/// Small words of European languages that nobody asks an item to have; and those of them that say "this is for another
/// thing", after which a name no longer says what the item is.
/// </summary>
internal static class SmallWords
{
    private const string Words =
        "a an the of and or in on to by at is from " // English
        + "der die das den dem des ein eine und oder mit von im am " // German
        + "le la les de du d l un une et ou avec en au aux " // French
        + "el lo los las y o con una unos del al " // Spanish
        + "il gli i e da di uno ed nel " // Italian
        + "het een met van " // Dutch
        + "os as um uma com do da dos das " // Portuguese
        + "og den det en et av af och ett " // Scandinavian
        + "i z w na do ze"; // Polish

    private const string Purposes = "for with w fur für pour para per voor til till för mit avec con com met dla compatible fits";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _purposes =
        Purposes.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words =
        $"{Words} {Purposes}".Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word of a query may be missing in an item.</summary>
    public static bool Contains(ReadOnlySpan<char> word) => _words.Contains(word);

    /// <summary>Whether the words of a name after this one say what the item is used with.</summary>
    public static bool IsPurpose(ReadOnlySpan<char> word) => _purposes.Contains(word);
}
