using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.Models.Users;

namespace StreamReco.Models.Evaluation;

/// <summary>
/// The plainest ranker: the graph's candidates as they come, without the current item where the model's
/// <see cref="RepeatPolicy"/> says so; the popular items where there are no candidates.
/// </summary>
public sealed class TopCandidates(ModelArtifact model)
{
    private readonly bool _excludesCurrent = RepeatPolicy.ExcludesCurrent(model.Manifest);
    private readonly ScoredItem[] _popular =
    [
        .. model.PopularRows
            .Take(model.Manifest.Features.Candidates)
            .Select((row, place) => new ScoredItem(model.Items.IdOf(row), -place)),
    ];

    /// <summary>The answer of one user; a <see cref="CandidateRanker"/>.</summary>
    public IReadOnlyList<ScoredItem> Rank(UserState user, ScoreRequest scored)
    {
        if (scored.CandidateCount == 0)
        {
            return _popular;
        }

        var current = _excludesCurrent ? CurrentRow(user) : -1;
        var ranked = new List<ScoredItem>(scored.CandidateCount);
        for (var i = 0; i < scored.CandidateCount; i++)
        {
            if (scored.CandidateRows[i] != current)
            {
                ranked.Add(new ScoredItem(model.Items.IdOf(scored.CandidateRows[i]), scored.CandidateScores[i]));
            }
        }

        return ranked;
    }

    private static int CurrentRow(UserState user)
    {
        Span<RecentItem> newest = [default];
        return user.Recent.CopyNewestFirst(newest) == 0 ? -1 : newest[0].Index;
    }
}
