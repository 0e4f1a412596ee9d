using StreamReco.Models.Scoring;
using StreamReco.Models.Users;

namespace StreamReco.Models.Evaluation;

/// <summary>Makes an answer of a scored user, best first; serving's re-ranker or <see cref="TopCandidates"/>.</summary>
public delegate IReadOnlyList<ScoredItem> CandidateRanker(UserState user, ScoreRequest scored);
