using StreamReco.Models.Ranking;

namespace StreamReco.Models.Training.Stack;

/// <summary>A trained stack: what retrieves, what describes, what ranks. Immutable, for any number of threads.</summary>
/// <param name="ItemIds">The vocabulary, by row.</param>
/// <param name="Traits">The data that it was trained on.</param>
/// <param name="Plan">How candidates are gathered.</param>
/// <param name="Parts">The sources' counts.</param>
/// <param name="Ranker">Scores the candidates.</param>
/// <param name="Choices">What was chosen for the data, and why.</param>
/// <param name="Figures">Figures on the validation part by name; the ranker was trained on most of it.</param>
public sealed record RankStack(
    IReadOnlyList<string> ItemIds,
    DataTraits Traits,
    RankPlan Plan,
    RetrievalParts Parts,
    RankerModel Ranker,
    IReadOnlyList<SourceChoice> Choices,
    IReadOnlyDictionary<string, double> Figures)
{
    /// <summary>A worker for one thread.</summary>
    public StackWorker OpenWorker() => new(Plan, Parts, null, null);
}
