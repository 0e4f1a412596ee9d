using StreamReco.Models.Evaluation;
using StreamReco.Models.Events;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Tests.Evaluation;

public sealed class SourceJudgeTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void An_answer_of_the_history_is_found_only_where_the_history_is_a_candidate(bool excludesHistory, int rank)
    {
        var log = new SessionLog(3, [0, 3], [2, 0, 2], [1, 2, 3], new EventType[3], timed: true);
        var queries = QuerySet.OfLastClicks(log, lengthMin: 2, excludesHistory);

        var ranks = SourceJudge.Ranks(() => new Likes(2), queries, log.Items, new ParallelOptions());

        ranks.ShouldBe([rank]);
    }

    /// <summary>Scores one item above the others.</summary>
    private sealed class Likes(int liked) : ICandidateSource
    {
        public string Name => "likes";

        public void Score(in SessionQuery query, ScoreTable scores)
        {
            scores.Add(0, 1);
            scores.Add(1, 1);
            scores.Add(liked, 2);
        }

        public int Explain(in SessionQuery query, int row, Span<int> places) => 0;
    }
}
