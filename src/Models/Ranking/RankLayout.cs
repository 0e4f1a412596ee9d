using System.Security.Cryptography;
using System.Text;

namespace StreamReco.Models.Ranking;

/// <summary>
/// What the ranker is given: C candidates at most, and F numbers of each. Baked into its graph and checked when a model
/// is loaded.
/// </summary>
/// <param name="Candidates">C.</param>
/// <param name="Features">Names of the F features, in the order of the matrix's columns.</param>
public sealed record RankLayout(int Candidates, IReadOnlyList<string> Features)
{
    /// <summary>Classes of session length; each has linear weights of its own.</summary>
    public const int Classes = 6;

    private const int HashDigits = 16;

    /// <summary>The class of a session of <paramref name="length"/> clicks: 0, 1, 2, 3, 4-6, above.</summary>
    public static int ClassOf(int length) => length switch
    {
        <= 3 => length,
        <= 6 => 4,
        _ => 5,
    };

    /// <summary>The first 16 hex digits of the SHA-256 of the layout's one line.</summary>
    public string Hash() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())))[..HashDigits];

    /// <summary>The layout in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"v1 candidates {Candidates} classes {Classes}: {string.Join(' ', Features)}");
}
