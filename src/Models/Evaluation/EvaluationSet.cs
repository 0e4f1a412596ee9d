using StreamReco.Models.Data;

namespace StreamReco.Models.Evaluation;

/// <summary>What one protocol trains on and asks.</summary>
/// <param name="Train">The clicks to train on.</param>
/// <param name="Examples">The predictions to make, all in the denominator.</param>
/// <param name="ExcludeHistory">Whether the items of the prefix are no candidates.</param>
public sealed record EvaluationSet(ClickDataset Train, IReadOnlyList<EvaluationExample> Examples, bool ExcludeHistory)
{
    /// <summary>
    /// The clicks to train on with the protocol's validation clicks, each the last one of its user; null where the
    /// protocol has none. What is fitted must not see them; what is chosen and what ranks may be asked for them.
    /// </summary>
    public ClickDataset? TrainWithValidation { get; init; }

    /// <summary>Candidates of which <paramref name="cutoff"/> remain when the history is taken out.</summary>
    public int CandidatesNeeded(int cutoff) =>
        ExcludeHistory && Examples.Count > 0 ? cutoff + Examples.Max(example => example.Prefix.Count) : cutoff;
}
