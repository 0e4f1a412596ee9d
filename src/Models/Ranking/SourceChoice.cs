namespace StreamReco.Models.Ranking;

/// <summary>Settings that were tried for one part of a stack, and which were taken: reported in the manifest.</summary>
/// <param name="Part">For instance <c>knn</c>.</param>
/// <param name="Chosen">Name of the settings that were taken.</param>
/// <param name="Why">One sentence.</param>
/// <param name="Tried">NDCG@20 on the validation part by name of the settings; empty where nothing was tried.</param>
public sealed record SourceChoice(
    string Part, string Chosen, string Why, IReadOnlyDictionary<string, double> Tried)
{
    /// <summary><see cref="Why"/> where the validation part has no query to compare by.</summary>
    public const string NotCompared = "by default: the validation part has no query to compare by";
}
