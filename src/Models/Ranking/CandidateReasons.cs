using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Ranking;

/// <summary>
/// Why a candidate is one: the source that moved it most, and the clicks that speak for it by that source's word, as the
/// model was trained. For one thread.
/// </summary>
/// <remarks>
/// Live clicks move candidates, and so the source that is named, but name no clicks: they belong to the stage that takes
/// them in, which the ranker stands behind.
/// </remarks>
public sealed class CandidateReasons(TwoStageModel stack)
{
    private readonly SourceInfluence _influence = new(stack.Plan, stack.Ranker);
    private readonly IReadOnlyList<ICandidateSource> _sources = stack.Parts.Open();

    /// <summary>The source that moved a candidate most; null where none speaks for it.</summary>
    public RankSource? MovedBy(RankRequest request, int candidate) =>
        _influence.Strongest(request, candidate) is >= 0 and var source ? stack.Plan.Sources[source] : null;

    /// <summary>Places of the query's clicks that speak most for an item by a source's word; 0 where it names none.</summary>
    public int Explain(string source, in SessionQuery query, int row, Span<int> places)
    {
        foreach (var candidate in _sources)
        {
            if (candidate.Name == source)
            {
                return candidate.Explain(query, row, places);
            }
        }

        return 0;
    }
}
