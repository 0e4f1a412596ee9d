using StreamReco.Models.Data;
using StreamReco.Models.Items;

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

    /// <summary>The same with what is said of the items.</summary>
    public EvaluationSet WithCatalog(IReadOnlyList<CatalogItem> catalog) => this with
    {
        Train = Train with { Catalog = catalog },
        TrainWithValidation = TrainWithValidation is { } known ? known with { Catalog = catalog } : null,
    };

    /// <summary>Lines of a test file that could not be used, by reason.</summary>
    public IReadOnlyDictionary<string, long> SkippedTest { get; init; } = new Dictionary<string, long>();

    /// <summary>Clicks of the longest history that is asked with.</summary>
    public int LongestPrefix => Examples.Count == 0 ? 0 : Examples.Max(example => example.Prefix.Count);

    /// <summary>Candidates of which <paramref name="cutoff"/> remain when the history is taken out.</summary>
    public int CandidatesNeeded(int cutoff) =>
        ExcludeHistory ? cutoff + LongestPrefix : cutoff;

    /// <summary>The session of each example, numbered from 0: examples of one user follow each other.</summary>
    public int[] Sessions()
    {
        var sessions = new int[Examples.Count];
        for (var i = 1; i < sessions.Length; i++)
        {
            var same = string.Equals(Examples[i].UserId, Examples[i - 1].UserId, StringComparison.Ordinal);
            sessions[i] = sessions[i - 1] + (same ? 0 : 1);
        }

        return sessions;
    }
}
