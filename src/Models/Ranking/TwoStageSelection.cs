namespace StreamReco.Models.Ranking;

/// <summary>What was chosen for the data, and why: the <c>selection</c> section of the manifest.</summary>
/// <param name="Choices">A choice for each part of the stack.</param>
/// <param name="Validation">Figures on the validation part by name; the ranker was trained on most of it.</param>
public sealed record TwoStageSelection(
    IReadOnlyList<SourceChoice> Choices, IReadOnlyDictionary<string, double> Validation)
{
    /// <summary>Nothing is known.</summary>
    public static TwoStageSelection None { get; } = new([], new Dictionary<string, double>(StringComparer.Ordinal));
}
