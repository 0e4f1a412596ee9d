using StreamReco.Stages.Serving;
using StreamReco.StreamHost.Cluster.Rehearsal;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.Kafka;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.StreamHost.Tests.Cluster;

/// <summary>The run of the path before a node joins.</summary>
public sealed class PathRehearsalTests
{
    [Fact]
    public async Task It_passes_the_whole_path_with_a_model_and_asks_for_a_user()
    {
        var model = PathModel.Make(dimensions: 4, seed: 1);
        var scorer = new FakeScorer(model);
        var log = new RecordedLog<PathRehearsal>();

        await Rehearse(new ShardSetup(model) { Scorer = scorer }.Models, log);

        log.All.ShouldBeEmpty();
        scorer.Batches.Sum().ShouldBeGreaterThan(RehearsalReader.Clicks / 4);
    }

    [Fact]
    public async Task One_that_fails_is_logged_and_keeps_nobody_from_starting()
    {
        var log = new RecordedLog<PathRehearsal>();

        await Rehearse(new NoModels(), log);

        log.All.ShouldHaveSingleItem().ShouldContain("no model is loaded");
    }

    [Fact]
    public async Task One_that_is_cancelled_says_nothing()
    {
        var log = new RecordedLog<PathRehearsal>();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(
            () => Rehearse(new ShardSetup(PathModel.Make(dimensions: 4, seed: 1)).Models, log, cancel.Token));

        log.All.ShouldBeEmpty();
    }

    private static Task Rehearse(IModelProvider models, RecordedLog<PathRehearsal> log, CancellationToken cancel = default) =>
        new PathRehearsal(new StreamRecoOptions(), models, new Stages.Catalog.CatalogTable(), TimeProvider.System, log).RunAsync(cancel);

    private sealed class NoModels : IModelProvider
    {
        public LoadedModel Base => throw new InvalidOperationException("no model is loaded");

        public Task<FoundModel> FindAsync(string version, CancellationToken cancel) =>
            throw new InvalidOperationException("no model is loaded");
    }
}
