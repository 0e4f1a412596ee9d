using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Events;
using StreamReco.Models.Scoring;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Evaluation;

public sealed class OfflineEvaluatorTests
{
    private readonly Artifact _artifact = new();

    [Fact]
    public void Prefixes_are_folded_in_order_and_every_example_is_asked_once()
    {
        var seen = new List<string>();
        var metrics = _artifact.Evaluate(Set(excludeHistory: false), (user, _) =>
        {
            seen.Add($"{user.UserId}:{string.Join(' ', Enumerable.Range(0, user.Recent.Count).Select(i => user.Recent[i].ItemId))}");
            return [new ScoredItem("i9", 1)];
        });
        seen.ShouldBe(["a:i1 i2", "b:i3", "c:nowhere"]);
        metrics.Count.ShouldBe(3);
        metrics.HitRate(5).ShouldBe(1 / 3.0);
    }

    [Fact]
    public void The_history_is_taken_out_of_the_answer_when_the_protocol_says_so()
    {
        ScoredItem[] answer = [new("i1", 3), new("i2", 2), new("i9", 1)];
        _artifact.Evaluate(Set(excludeHistory: false), (_, _) => answer).ReciprocalRank(20).ShouldBe(1 / 9.0, 1e-12);
        _artifact.Evaluate(Set(excludeHistory: true), (_, _) => answer).ReciprocalRank(20).ShouldBe(1 / 3.0, 1e-12);
    }

    [Fact]
    public void A_user_of_unknown_items_is_answered_with_the_popular_ones()
    {
        var set = new EvaluationSet(Set(false).Train, [Example("c", "i2", "nowhere")], ExcludeHistory: false);
        _artifact.Evaluate(set, null).ReciprocalRank(20).ShouldBe(1, "row 2 is the most popular of the sample model");
    }

    [Fact]
    public void The_graph_s_candidates_come_in_their_order()
    {
        var request = new ScoreRequest(_artifact.Model.Manifest.Features) { CandidateCount = 2 };
        (request.CandidateRows[0], request.CandidateRows[1]) = (4, 3);
        (request.CandidateScores[0], request.CandidateScores[1]) = (2f, 1f);
        new TopCandidates(_artifact.Model).Rank(new UserState("u", new UserStateOptions()), request)
            .ShouldBe([new ScoredItem("i4", 2f), new ScoredItem("i3", 1f)]);
    }

    private static EvaluationSet Set(bool excludeHistory) => new(
        new ClickDataset([], [], new Dictionary<string, long>(), null),
        [Example("a", "i9", "i1", "i2"), Example("b", "i5", "i3"), Example("c", "elsewhere", "nowhere")],
        excludeHistory);

    private static EvaluationExample Example(string user, string target, params string[] prefix) => new(
        user,
        prefix.Select((item, place) => new HistoricClick(user, user, item, place, EventType.ViewItem)).ToArray(),
        target);

    private sealed class Artifact
    {
        public Models.Artifacts.ModelArtifact Model { get; } = ModelSamples.Model(20);

        public RankingMetrics Evaluate(EvaluationSet set, CandidateRanker? ranker)
        {
            using var scorer = OnnxScorers.OfModel(Model, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = 2 });
            return new OfflineEvaluator(Model, scorer, new UserStateOptions(), ranker).Evaluate(set, null, CancellationToken.None);
        }
    }
}
