using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Onnx;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Tests.Serving;

public sealed class ModelRegistryTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordedChanges _log = new();
    private readonly ModelArtifact _model = PathModel.Make(dimensions: 8, seed: 7);
    private readonly ModelArtifact _other = PathModel.Make(dimensions: 6, seed: 8);
    private readonly ModelRegistry _registry;

    public ModelRegistryTests()
    {
        var options = new StreamRecoOptions();
        options.Pipeline.Score.Provider = "cpu";
        options.Model.Directory = Path.Combine(_folder.Path, "model");
        options.Model.Versions = Path.Combine(_folder.Path, "models");
        ModelArtifactWriter.Write(options.Model.Directory, _model);
        Directory.CreateDirectory(options.Model.Versions);
        ModelArtifactWriter.Write(Path.Combine(options.Model.Versions, "b"), _other);
        _registry = new ModelRegistry(
            options, _model, Scorer(_model), Scorer, _log, TimeProvider.System, NullLogger<ModelRegistry>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_version_is_tried_before_its_change_is_written()
    {
        var activation = await _registry.ActivateAsync(_other.Manifest.Version, "test", CancellationToken.None);

        _log.Written.ShouldBe([_other.Manifest.Version]);
        activation.Offsets[0].ShouldBe(17);
        activation.Check.Queries.ShouldBe(64);
        activation.Check.Agreement!.Value.ShouldBeInRange(0.2, 1);
        (activation.Check.ComparedWith, activation.IsInUse).ShouldBe((_model.Manifest.Version, false));
        var listed = _registry.Show(_other.Manifest.Version).ShouldNotBeNull();
        (listed.IsBase, listed.IsLoaded, listed.Problem).ShouldBe((false, true, null));
        _registry.List().Select(model => model.IsBase).ShouldBe([true, false]);
    }

    [Fact]
    public async Task A_version_that_is_not_there_or_damaged_is_refused_and_nothing_is_written()
    {
        var file = Path.Combine(_folder.Path, "models", "b", ModelFiles.Graph);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^9] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        (await Should.ThrowAsync<ModelRefusedException>(() => _registry.ActivateAsync("none", "test", CancellationToken.None)))
            .Message.ShouldContain("there is no such model");
        (await Should.ThrowAsync<ModelRefusedException>(
            () => _registry.ActivateAsync(_other.Manifest.Version, "test", CancellationToken.None))).Message.ShouldContain("graph.onnx is damaged");
        _log.Written.ShouldBeEmpty();

        bytes[^9] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        await _registry.ActivateAsync(_other.Manifest.Version, "test", CancellationToken.None);
        _log.Written.ShouldBe([_other.Manifest.Version]);
    }

    [Fact]
    public async Task A_model_whose_scores_are_no_numbers_is_refused()
    {
        var (layout, items) = (_model.Manifest.Features, _model.Items);
        var nothing = new float[items.Count * layout.Dimensions];
        Array.Fill(nothing, float.NaN);
        var graph = OnnxGraphWriter.Write(layout, new GraphWeights(items.Count, items.Factors.ToArray(), nothing, 1, 1));
        var broken = ModelArtifactBuilder.Build(
            "broken", DateTimeOffset.UnixEpoch, layout, _model.ItemInfo, items.Factors.ToArray(), items.Prior.ToArray(),
            _model.PopularRows, graph, _model.Manifest.Training);
        ModelArtifactWriter.Write(Path.Combine(_folder.Path, "models", "c"), broken);

        (await Should.ThrowAsync<ModelRefusedException>(
            () => _registry.ActivateAsync(broken.Manifest.Version, "test", CancellationToken.None))).Message.ShouldContain("no number");
    }

    [Fact]
    public async Task A_stack_is_loaded_and_tried_by_its_graphs_and_refused_where_one_does_not_run()
    {
        var stack = ModelArtifactLoader.Load(PathModel.StackDirectory);
        stack.Stack!.Encoder.ShouldNotBeNull();
        ModelArtifactWriter.Write(Path.Combine(_folder.Path, "models", "d"), stack);
        var broken = ModelArtifactBuilder.Build(
            "broken", DateTimeOffset.UnixEpoch, stack.Manifest.Features, stack.ItemInfo, stack.Items.Factors.ToArray(),
            stack.Items.Prior.ToArray(), stack.PopularRows, stack.Graph, stack.Manifest.Training,
            stack.Stack with { EncoderGraph = new byte[] { 1, 2, 3 } });
        ModelArtifactWriter.Write(Path.Combine(_folder.Path, "models", "e"), broken);

        (await Should.ThrowAsync<ModelRefusedException>(
            () => _registry.ActivateAsync(broken.Manifest.Version, "test", CancellationToken.None))).Message.ShouldContain("the graph of the encoder does not run on cpu");
        await _registry.ActivateAsync(stack.Manifest.Version, "test", CancellationToken.None);

        _log.Written.ShouldBe([stack.Manifest.Version]);
        var served = (await _registry.FindAsync(stack.Manifest.Version, CancellationToken.None)).Model.ShouldNotBeNull();
        var (encoder, ranker) = ((IBatcherCounts)served.Encoding!, (IBatcherCounts)served.Ranking!);
        (encoder.Provider, ranker.Provider).ShouldBe(("cpu", "cpu"));
        encoder.Scored.ShouldBeGreaterThan(0); // the trial asked both
        ranker.Scored.ShouldBe(encoder.Scored);
    }

    [Fact]
    public async Task The_model_that_answers_stays_known_while_shards_hold_it_and_when_the_last_of_them_has_gone()
    {
        var version = _other.Manifest.Version;
        var held = (await _registry.FindAsync(version, CancellationToken.None)).Model.ShouldNotBeNull();
        var shard = new ShardProgress(new ShardId("g", "clicks", 0));
        shard.Publish(new ShardStatus(new ShardCounters(), 0, 0, 0, 0) { Model = new ModelStatus(version, null, null) });
        IReadOnlyList<ShardProgress> shards = [];
        _registry.Watch(() => shards);
        var before = _registry.Current;

        shards = [shard];
        for (var seed = 20; seed < 24; seed++) // more than Model:LoadedMax
        {
            var more = PathModel.Make(dimensions: 4, seed);
            ModelArtifactWriter.Write(Path.Combine(_folder.Path, "models", $"more{seed}"), more);
            (await _registry.FindAsync(more.Manifest.Version, CancellationToken.None)).Model.ShouldNotBeNull();
            await Should.ThrowAsync<ModelRefusedException>(() => _registry.ActivateAsync($"none{seed}", "test", CancellationToken.None));
        }

        before.ShouldBe(_registry.Base);
        _registry.Current.ShouldBeSameAs(held);
        _registry.Show(version).ShouldNotBeNull().IsLoaded.ShouldBeTrue();
        (await _registry.FindAsync(version, CancellationToken.None)).Model.ShouldBeSameAs(held);
        shards = [];
        _registry.Current.ShouldBeSameAs(held);
    }

    [Fact]
    public async Task Without_a_change_there_is_nothing_to_go_back_to() =>
        (await Should.ThrowAsync<ModelRefusedException>(() => _registry.RollbackAsync("test", CancellationToken.None)))
            .Message.ShouldContain("nothing to go back to");

    private static ModelScorers Scorer(ModelArtifact model) =>
        ModelScorers.Open(model, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = 64, IntraOpThreads = 1 });

    private sealed class RecordedChanges : IModelChangeLog
    {
        public List<string> Written { get; } = [];

        public Task<IReadOnlyDictionary<int, long>> WriteAsync(
            string version, string by, bool isRollback, CancellationToken cancel)
        {
            Written.Add(version);
            return Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long> { [0] = 17 });
        }
    }
}
