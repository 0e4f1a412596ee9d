using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;
using StreamReco.Models.Search.Ranking;
using StreamReco.Stages;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Serving;
using StreamReco.StreamHost.Search;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>A node ranks by the graph of the model in use, and by the fixed mix where the model has none.</summary>
public sealed class NodeRankerTests
{
    private static readonly OnnxScorerOptions _cpu = new() { Provider = "cpu", BatchSizeMax = 4, IntraOpThreads = 1 };

    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Searches_follow_the_model_in_use()
    {
        var plain = new LoadedModel(SmallModel.Create(), new DirectScoring<ScoreRequest>(new FakeScorer(SmallModel.Create())));
        using var ranked = Ranked(SearchFeatures.Layout);
        var inUse = plain;
        await using var search = NodeSearch.Create(
            new PipelineOptions(), "node", Catalog(), _time, NullLogger<NodeSearch>.Instance, () => inUse)!;
        search.Begin();
        await search.BuiltAsync();

        NodeSearch.RankerOf(ServedArms.None, search.Model).ShouldBe("fixed");
        (await FirstAsync(search)).ShouldBe("short");

        inUse = ranked.Model;
        NodeSearch.RankerOf(ServedArms.None, search.Model).ShouldBe("fixed");
        _time.Advance(TimeSpan.FromSeconds(1));
        NodeSearch.RankerOf(ServedArms.None, search.Model).ShouldBe($"learned-{ranked.Model.Version}");
        (await FirstAsync(search)).ShouldBe("long"); // its one weight is on long names

        inUse = plain;
        _time.Advance(TimeSpan.FromSeconds(1));
        (await FirstAsync(search)).ShouldBe("short");
    }

    [Fact]
    public async Task A_search_is_answered_by_the_model_that_it_began_with()
    {
        var plain = new LoadedModel(SmallModel.Create(), new DirectScoring<ScoreRequest>(new FakeScorer(SmallModel.Create())));
        using var ranked = Ranked(SearchFeatures.Layout);
        var inUse = ranked.Model;
        await using var search = NodeSearch.Create(
            new PipelineOptions(), "node", Catalog(), _time, NullLogger<NodeSearch>.Instance, () => inUse)!;
        search.Begin();
        await search.BuiltAsync();
        var before = search.Model;
        var begun = new NodeSearchRequest("lamp", 2) { Model = before }; // and then the user's partition is asked

        inUse = plain;
        _time.Advance(TimeSpan.FromSeconds(1));
        search.Model.Version.ShouldBe(plain.Version);
        var page = await search.FindAsync(begun, null, "");

        (page.List.Head.Ranker, page.List.Head.Model).ShouldBe(($"learned-{ranked.Model.Version}", ranked.Model.Version));
        page.Items[0].ItemId.ShouldBe("long");
        (await search.ExplainAsync(begun, "long", null, CancellationToken.None))!.Position.ShouldBe(1);
        search.Model.Signals.ShouldNotBeSameAs(before.Signals);
    }

    [Fact]
    public async Task Content_vectors_follow_the_model_in_use()
    {
        var inUse = new LoadedModel(SmallModel.Create(), new DirectScoring<ScoreRequest>(new FakeScorer(SmallModel.Create())));
        await using var search = NodeSearch.Create(
            new PipelineOptions(), "node", Catalog(), _time, NullLogger<NodeSearch>.Instance, () => inUse)!;
        search.Begin();
        await search.BuiltAsync();
        search.View.Encoder.ShouldBeNull();

        var generation = search.View.Generation;
        inUse = WithVectorsOf(3);
        await _time.WaitForTimersAsync(1);
        _time.AdvanceMs(new PipelineOptions().Search.PublishMs);
        await Waiting.UntilAsync("the index follows", () => search.View.Generation > generation, TimeSpan.FromSeconds(30));
        search.View.Encoder.ShouldBeSameAs(inUse.Content!.Encoder);
        search.View.States.ShouldAllBe(state => state.Segment.Vectors.Length == state.Segment.Rows * inUse.Content!.Dimensions);

        generation = search.View.Generation;
        inUse = WithVectorsOf(5);
        await _time.WaitForTimersAsync(1);
        _time.AdvanceMs(new PipelineOptions().Search.PublishMs);
        await Waiting.UntilAsync("the index follows again", () => search.View.Generation > generation, TimeSpan.FromSeconds(30));
        search.View.Encoder!.VectorLength.ShouldBe(5);
    }

    [Fact]
    public void A_ranker_of_features_that_the_program_does_not_compute_leaves_the_fixed_mix()
    {
        using var foreign = Ranked(new RankLayout(
            SearchFeatures.Candidates, [.. SearchFeatures.Names.Select((name, i) => i == 0 ? "text:other" : name)]));
        new NodeRanker(() => foreign.Model, _time, NullLogger.Instance).Current.Ranker.ShouldBeNull();
    }

    [Fact]
    public async Task A_ranker_of_the_program_before_ranks_by_what_it_was_trained_on()
    {
        var layout = new RankLayout(SearchFeatures.Candidates, [.. SearchFeatures.Names.Take(SearchFeatures.CountedClicks)]);
        using var earlier = Ranked(layout);
        await using var search = NodeSearch.Create(
            new PipelineOptions(), "node", Catalog(), _time, NullLogger<NodeSearch>.Instance, () => earlier.Model)!;
        search.Begin();
        await search.BuiltAsync();

        NodeSearch.RankerOf(ServedArms.None, search.Model).ShouldBe($"learned-{earlier.Model.Version}");
        (await FirstAsync(search)).ShouldBe("long");
    }

    private static async Task<string> FirstAsync(NodeSearch search) =>
        (await search.FindAsync(new NodeSearchRequest("lamp", 2), null, "")).Items[0].ItemId;

    private static CatalogTable Catalog()
    {
        var table = new CatalogTable();
        table.Put(new CatalogItem("short", "lamp", null, null, 10, Available: true));
        table.Put(new CatalogItem("long", "shade and stand of an old reading lamp", null, null, 10, Available: true));
        return table;
    }

    /// <summary>A model whose items have vectors of some length from elsewhere.</summary>
    private static LoadedModel WithVectorsOf(int length)
    {
        var model = SmallModel.Create();
        CatalogItem[] items = [.. model.ItemInfo.Select((item, i) => item with { Vector = Enumerable.Range(0, length).Select(k => (float)((i + k) % 3)).ToArray() })];
        model = SmallTwoStageModel.WithContent(model with { ItemInfo = items });
        return new LoadedModel(model, new DirectScoring<ScoreRequest>(new FakeScorer(model)));
    }

    private static RankedModel Ranked(RankLayout layout)
    {
        var linear = new float[RankLayout.Classes * layout.Features.Count];
        for (var length = 0; length < RankLayout.Classes; length++)
        {
            linear[(length * layout.Features.Count) + SearchFeatures.NameLength] = 1;
        }

        var hidden = new float[SearchRanker.Fixed.Hidden];
        var ranker = new RankerModel(
            layout.Features.Count, SearchRanker.Fixed.Hidden, linear, new float[layout.Features.Count * SearchRanker.Fixed.Hidden], hidden, hidden);
        var graph = RankerGraphWriter.Write(layout, ranker);
        var model = ModelArtifactBuilder.WithSearchRanker(SmallModel.Create(), new TrainedRanker(layout, ranker, graph));
        var scorer = OnnxScorers.OfRanker(graph, layout, _cpu);
        return new RankedModel(scorer, new LoadedModel(model, new DirectScoring<ScoreRequest>(new FakeScorer(model)))
        {
            Searching = new DirectScoring<RankRequest>(scorer),
        });
    }

    private sealed record RankedModel(OnnxScorer<RankRequest> Scorer, LoadedModel Model) : IDisposable
    {
        public void Dispose() => Scorer.Dispose();
    }
}
