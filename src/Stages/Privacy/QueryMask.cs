using System.Security.Cryptography;
using System.Text;
using StreamReco.Models.Search.Counts;

namespace StreamReco.Stages.Privacy;

/// <summary>
/// Puts a keyed hash, or nothing, in the place of a query's text. Queries that are one to the counts have one hash. A hash is
/// a word that analysis leaves as it is, and a masked text masked again is the same, so that a search that a node wrote masked
/// joins one that a shop wrote in clear. Thread-safe.
/// </summary>
public sealed class QueryMask
{
    /// <summary>Characters of a hash: 128 bits, four a letter, behind the first.</summary>
    public const int Chars = 33;

    private const char First = 'q';
    private const char Zero = 'a';
    private const int LetterBits = 4;
    private const int LetterMask = (1 << LetterBits) - 1;

    private readonly Lock _lock = new();
    private readonly QueryKey _queries = new();
    private readonly byte[]? _key;

    private QueryMask(byte[]? key) => _key = key;

    /// <summary>By the options' rule; null where texts are kept.</summary>
    /// <exception cref="PseudonymKeyException">Texts are to be hashed, and no key is set or it cannot be read.</exception>
    public static QueryMask? Open(PrivacyOptions options) => options.QueryText switch
    {
        QueryTextRule.Keep => null,
        QueryTextRule.Drop => new QueryMask(null),
        _ => new QueryMask(KeyOf(options)),
    };

    /// <summary>What stands in the place of a text; empty for a text without a word, and where texts are dropped.</summary>
    public string Of(string query)
    {
        if (_key is null || IsHash(query))
        {
            return _key is null ? "" : query;
        }

        string words;
        lock (_lock)
        {
            words = _queries.Of(query);
        }

        return words.Length == 0 ? "" : HashOf(words, _key);
    }

    private static bool IsHash(string text) =>
        text.Length == Chars && text[0] == First && text.AsSpan(1).IndexOfAnyExceptInRange(Zero, (char)(Zero + LetterMask)) < 0;

    private static string HashOf(string words, byte[] key)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(words), hash);
        Span<char> text = stackalloc char[Chars];
        text[0] = First;
        for (var i = 1; i < Chars; i++)
        {
            var half = hash[(i - 1) / 2] >> (LetterBits * ((i - 1) % 2));
            text[i] = (char)(Zero + (half & LetterMask));
        }

        return text.ToString();
    }

    private static byte[] KeyOf(PrivacyOptions options)
    {
        var (setting, source) = options.PseudonymKeyFile.Length > 0
            ? ("Privacy:PseudonymKeyFile", options.PseudonymKeyFile)
            : ("Privacy:ErasureKeyFile", options.ErasureKeyFile);
        return source.Length > 0
            ? HMACSHA256.HashData(Pseudonymizer.ReadKey(setting, source), "streamreco queries"u8)
            : throw new PseudonymKeyException(
                "Privacy:QueryText is Hash, which needs a key: set Privacy:PseudonymKeyFile or Privacy:ErasureKeyFile.");
    }
}
