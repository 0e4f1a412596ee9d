namespace StreamReco.Stages.Ports;

/// <summary>
/// The order of user ids in every store: by their UTF-8 bytes, which is by code point. Ordinal order of UTF-16 differs
/// from it where a surrogate meets a character from U+E000 on.
/// </summary>
public sealed class UserIdOrder : IComparer<string>
{
    public static readonly UserIdOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var common = x.AsSpan().CommonPrefixLength(y);
        if (x is null || y is null || common == x.Length || common == y.Length)
        {
            return (x?.Length ?? -1).CompareTo(y?.Length ?? -1);
        }

        return Rank(x[common]).CompareTo(Rank(y[common]));
    }

    /// <summary>Moves the surrogates (D800–DFFF) behind the characters E000–FFFF, as their code points are.</summary>
    private static int Rank(char c) => c < 0xD800 ? c : c >= 0xE000 ? c - 0x800 : c + 0x2000;
}
