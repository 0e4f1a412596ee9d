using StreamReco.Models.Artifacts;
using StreamReco.Models.Events;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.Stages.State;
using StreamReco.TestKit.Scoring;

namespace StreamReco.Stages.Tests.Serving;

/// <summary>What the encoder is asked in the path.</summary>
public sealed class EncodingTests
{
    private const long T = 1_768_478_400_000;

    private static readonly ModelArtifact _model = SmallTwoStageModel.Of(SmallModel.Create(items: 12));

    [Fact]
    public void A_requests_items_and_time_gaps_are_those_that_evaluation_asks_with()
    {
        (string Item, long AtMs)[] clicks = [("i1", T), ("unknown", T + 500), ("i2", T + 4_000), ("i3", T + 900_000), ("i2", T + 901_000)];
        var request = RequestOf(clicks);

        var asked = new EncoderRequest(_model.Stack!.Encoder!);
        asked.Fill(new SessionQuery
        {
            Rows = [1, 2, 3, 2],
            TimesMs = [T, T + 4_000, T + 900_000, T + 901_000],
            SessionStart = 0,
            AsOfMs = T + 901_000,
        });
        var encoding = request.Encoding.ShouldNotBeNull();
        encoding.Count.ShouldBe(4);
        encoding.Rows.ShouldBe(asked.Rows);
        encoding.Gaps.ShouldBe(asked.Gaps);
        encoding.Gaps.ShouldBe([0, 1, 10, 10]); // the newest, below 2 s, below 2¹⁰ s, and the oldest
    }

    [Fact]
    public async Task Only_answers_with_a_history_are_asked()
    {
        var scoring = new CountingScoring();
        var served = DirectScoring.Serve(_model, new FakeScorer(_model)) with { Encoding = scoring };
        var (known, unknown) = (RequestOf([("i1", T)], served), RequestOf([("unknown", T)], served));
        var batch = new FoldedBatch(0, [known, unknown, known], [], new ShardCounters(), 0, 0, ModelStatus.None, null);

        await ScoreStage.RunAsync(batch, CancellationToken.None);

        scoring.Asked.ShouldBe([known.Encoding!, known.Encoding!]);
    }

    private static RecommendationRequest RequestOf((string Item, long AtMs)[] clicks, LoadedModel? served = null)
    {
        var user = new UserState("u", new UserStateOptions());
        foreach (var (item, atMs) in clicks)
        {
            var click = new ClickEvent { Type = EventType.ViewItem, EventTimeMs = atMs };
            click.SetUserId("u");
            click.AddItem(new ItemTouch(item, null, double.NaN, 1));
            user.Apply(click, _model.Items);
        }

        var request = new ShardModel(served ?? DirectScoring.Serve(_model, new FakeScorer(_model)), 50).Requests.Rent();
        request.Fill(user, new RequestContext(0, clicks[^1].AtMs, 0, null, []));
        return request;
    }

    private sealed class CountingScoring : IScoring<EncoderRequest>
    {
        public List<EncoderRequest> Asked { get; } = [];

        public Task ScoreAsync(IReadOnlyList<EncoderRequest> requests, CancellationToken cancel)
        {
            Asked.AddRange(requests);
            return Task.CompletedTask;
        }
    }
}
