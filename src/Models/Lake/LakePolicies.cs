namespace StreamReco.Models.Lake;

/// <summary>Versions of the policies that stand in the clicks log, each as of the newest record that was met.</summary>
/// <param name="before">Those that held before; null for none.</param>
public sealed class LakePolicies(IReadOnlyDictionary<string, string>? before)
{
    /// <summary>Which users are asked for consent to what.</summary>
    public const string Consent = "consent";

    /// <summary>The rules of quality.</summary>
    public const string Quality = "quality";

    /// <summary>Who is taken for a program.</summary>
    public const string Bots = "bots";

    private readonly SortedDictionary<string, string> _versions =
        new((before ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal);

    /// <summary>From here on another version holds.</summary>
    /// <param name="policy">One of the names above.</param>
    /// <param name="version">Its version.</param>
    public void Change(string policy, string version) => _versions[policy] = version;

    /// <summary>The versions now, a copy.</summary>
    public IReadOnlyDictionary<string, string> Versions() => new SortedDictionary<string, string>(_versions, StringComparer.Ordinal);
}
