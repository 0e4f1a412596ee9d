using StreamReco.Models.Evaluation;
using StreamReco.Stages.Answers;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>An answer as the metrics take it.</summary>
internal static class AnswerScores
{
    /// <summary>Below every score of a model; one lower each place, because items that fill an answer up tie with nothing.</summary>
    private const float FillUp = -1e6f;

    public static ScoredItem[] Of(IReadOnlyList<RankedItem> answer)
    {
        var scored = new ScoredItem[answer.Count];
        for (var place = 0; place < scored.Length; place++)
        {
            var item = answer[place];
            var isScored = item.Kind is ReasonKind.Similar or ReasonKind.Taste;
            scored[place] = new ScoredItem(item.ItemId, isScored ? item.Score : FillUp - place);
        }

        return scored;
    }
}
