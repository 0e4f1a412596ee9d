using Microsoft.Extensions.Logging;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Serving;

/// <summary>
/// The models of a node: loads and tries a version beside the one in use, and writes changes of model into the log,
/// where every shard makes them at its own offset. Thread-safe.
/// </summary>
/// <remarks>
/// A model that is one too many in memory is not torn down: shards and requests that still need it hold it, it is found again
/// while they do, and its native memory goes with the last of them.
/// </remarks>
public sealed partial class ModelRegistry : IModelProvider, IAsyncDisposable
{
    private readonly StreamRecoOptions _options;
    private readonly ModelFolders _folders;
    private readonly IModelChangeLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<ModelArtifact, ModelScorers> _scorers;
    private readonly Lock _lock = new();
    private readonly List<LoadEntry> _loaded = [];

    /// <summary>Models that were one too many, while somebody else holds them.</summary>
    private readonly Dictionary<string, WeakReference<LoadedModel>> _forgotten = new(StringComparer.Ordinal);
    private LoadedModel _current;
    private Func<IReadOnlyList<ShardProgress>> _shards = () => [];

    /// <param name="options">Folders and bounds.</param>
    /// <param name="model">The model of the settings, loaded.</param>
    /// <param name="own">Its graphs, which the registry owns from here on.</param>
    /// <param name="scorers">Opens the graphs of another model.</param>
    /// <param name="log">Where changes are written.</param>
    /// <param name="time">The batchers' clock.</param>
    /// <param name="logger">Says what was loaded and refused.</param>
    public ModelRegistry(
        StreamRecoOptions options, ModelArtifact model, ModelScorers own, Func<ModelArtifact, ModelScorers> scorers,
        IModelChangeLog log, TimeProvider time, ILogger<ModelRegistry> logger)
    {
        _options = options;
        _folders = new ModelFolders(options.Model);
        _scorers = scorers;
        _log = log;
        _time = time;
        _logger = logger;
        Base = _current = Serve(model, own);
        _loaded.Add(new LoadEntry(Base.Version, () => Task.FromResult(new LoadResult(new FoundModel(Base, null), null))));
    }

    /// <summary>Where the loading of a model is shown; null shows it nowhere.</summary>
    internal TaskBoard? Tasks { get; init; }

    /// <summary>What the shop has now; null takes the items of the settings' model.</summary>
    internal ICatalog? Catalog { get; init; }

    /// <summary>Take in how long inference takes; null for none.</summary>
    internal NodeInstruments? Instruments { get; init; }

    /// <inheritdoc/>
    public LoadedModel Base { get; }

    /// <summary>What the first of this node's shards answers with, or did before the last of them went; the model of the settings before the first.</summary>
    public LoadedModel Current
    {
        get
        {
            var version = _shards().MinBy(shard => shard.Shard.Partition)?.Status.Model.Version ?? "";
            lock (_lock)
            {
                return _current = InMemory(version) ?? _current;
            }
        }
    }

    /// <summary>What the score stage asks, of all models together: the encoder's batcher, or that of a model's own graph.</summary>
    internal BatcherSums Scoring { get; } = new();

    /// <summary>What the rank stage asks of them: the rankers' batchers.</summary>
    internal BatcherSums Ranking { get; } = new();

    /// <summary>Which model answers for each shard of this node, as of its last commit.</summary>
    public IReadOnlyList<ShardModelState> Shards =>
        [.. _shards().Select(shard => new ShardModelState(shard.Shard.Partition, shard.Status.Model))
            .OrderBy(shard => shard.Partition)];

    /// <summary>Tells the registry whose models it speaks of.</summary>
    public void Watch(Func<IReadOnlyList<ShardProgress>> shards) => _shards = shards;

    /// <summary>Every model that the settings' folders hold, the one of the settings first.</summary>
    public IReadOnlyList<ModelListing> List() => [.. _folders.All().Select(found => Describe(found.Folder, found.Manifest, found.Problem))];

    /// <summary>One of them, or null.</summary>
    public ModelListing? Show(string version) => List().FirstOrDefault(model => model.Version == version);

    /// <inheritdoc/>
    public async Task<FoundModel> FindAsync(string version, CancellationToken cancel) =>
        (await Load(version).Loading.WaitAsync(cancel)).Found;

    /// <summary>Loads, tries and warms a version that an arm of an experiment is to answer by.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>Why it cannot be used; null if it can.</returns>
    public async Task<string?> TryAsync(string version, CancellationToken cancel)
    {
        var found = await FindAsync(version, cancel);
        return found.Model is not { } model ? found.Problem
            : KnownItems.Fault(model.Artifact.Items, Catalog, Base.Artifact.Items, _options.Model.KnownShareMin);
    }

    /// <summary>
    /// Loads, tries and warms a version, then writes the change into every partition. Shards make it one by one.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="by">Who asks for it, for the history.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <param name="isForced">Whether it may know fewer of the shop's items than <c>Model:KnownShareMin</c>.</param>
    /// <exception cref="ModelRefusedException">The version cannot be used: nothing was written, the old one goes on.</exception>
    public Task<ModelActivation> ActivateAsync(string version, string by, CancellationToken cancel, bool isForced = false) =>
        ChangeAsync(version, by, isRollback: false, isForced, cancel);

    /// <summary>Goes back to the version that answered before the newest change of this node's shards.</summary>
    /// <param name="by">Who asks for it, for the history.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ModelRefusedException">No shard has changed its model, or the earlier one cannot be used.</exception>
    public Task<ModelActivation> RollbackAsync(string by, CancellationToken cancel) =>
        Shards.Select(shard => shard.Status.Change).OfType<ModelChange>().FirstOrDefault() is { } change
            ? ChangeAsync(change.Previous, by, isRollback: true, isForced: true, cancel)
            : throw new ModelRefusedException("No shard of this node has changed its model: there is nothing to go back to.");

    private async Task<ModelActivation> ChangeAsync(
        string version, string by, bool isRollback, bool isForced, CancellationToken cancel)
    {
        var (found, check) = await Load(version).Loading.WaitAsync(cancel);
        if (found.Model is null)
        {
            throw new ModelRefusedException(found.Problem!);
        }

        if (!isForced && KnownItems.Fault(found.Model.Artifact.Items, Catalog, Base.Artifact.Items, _options.Model.KnownShareMin) is { } fault)
        {
            throw new ModelRefusedException($"Model {version} is not activated: {fault}");
        }

        var running = Shards.Select(shard => shard.Status.Version).ToArray();
        var offsets = await _log.WriteAsync(version, by, isRollback, cancel);
        LogActivated(_logger, version, offsets.Count);
        return new ModelActivation(
            version, Array.Find(running, one => one != version), running.Contains(version), check ?? new ModelCheck(0, null, null, 0), offsets);
    }

    public async ValueTask DisposeAsync()
    {
        LoadEntry[] loaded;
        lock (_lock)
        {
            loaded = [.. _loaded];
            _loaded.Clear();
        }

        foreach (var model in loaded)
        {
            var (found, _) = await model.Loading;
            foreach (var batcher in new object?[] { found.Model?.Scoring, found.Model?.Encoding, found.Model?.Ranking, found.Model?.Searching })
            {
                await (batcher is IAsyncDisposable owned ? owned.DisposeAsync() : ValueTask.CompletedTask);
            }
        }
    }

    /// <summary>The version as it is loaded or being loaded; one that failed is tried again.</summary>
    private LoadEntry Load(string version)
    {
        lock (_lock)
        {
            var at = _loaded.FindIndex(model => model.Version == version);
            var model = at < 0 || _loaded[at].HasFailed ? NewEntry(version) : _loaded[at];
            if (at >= 0)
            {
                _loaded.RemoveAt(at);
            }

            _loaded.Add(model); // the one asked for last stands last
            if (_loaded.Count > _options.Model.LoadedMax)
            {
                var failed = _loaded.FindIndex(old => old.HasFailed);
                Forget(failed >= 0 ? failed : _loaded.FindIndex(old => old.Version != Base.Version));
            }

            return model;
        }
    }

    private LoadEntry NewEntry(string version) => InMemory(version) is { } model
        ? new LoadEntry(version, () => Task.FromResult(new LoadResult(new FoundModel(model, null), null)))
        : new LoadEntry(version, () => LoadAsync(version));

    private void Forget(int at)
    {
        if (_loaded[at].Result?.Found.Model is { } model)
        {
            _forgotten[model.Version] = new WeakReference<LoadedModel>(model);
        }

        _loaded.RemoveAt(at);
    }

    /// <summary>A model that is here or that somebody still holds; null for none. Under the lock.</summary>
    private LoadedModel? InMemory(string version) => _loaded.Find(model => model.Version == version)?.Result?.Found.Model
        ?? (_forgotten.TryGetValue(version, out var held) && held.TryGetTarget(out var model) ? model : null);

    private async Task<LoadResult> LoadAsync(string version)
    {
        var started = _time.GetTimestamp();
        try
        {
            var folder = _folders.Find(version)
                ?? throw new ModelRefusedException($"there is no such model in {_options.Model.Directory} (Model:Directory) or below {_options.Model.Versions} (Model:Versions)");
            using var task = ModelTask.Begin(Tasks, version);
            var artifact = ModelTask.Load(folder, task);
            var model = Serve(artifact, _scorers(artifact));
            var trial = new ModelTrial(_options.Pipeline, _options.Model.TrialQueries);
            var agreement = await trial.RunAsync(model, Base, CancellationToken.None);
            var check = new ModelCheck(_options.Model.TrialQueries, agreement, Base.Version, _time.GetElapsedTime(started).TotalMilliseconds);
            LogLoaded(_logger, artifact.Manifest.Name, version, check.Milliseconds, agreement ?? 1, Base.Version);
            return new LoadResult(new FoundModel(model, null), check);
        }
        catch (Exception e) when (e is ModelRefusedException or ModelLoadException or ScorerStartException or IOException)
        {
            LogRefused(_logger, version, e.Message);
            return new LoadResult(new FoundModel(null, $"Model {version} cannot be used: {e.Message}"), null);
        }
    }

    /// <summary>A batcher in front of each graph.</summary>
    private LoadedModel Serve(ModelArtifact artifact, ModelScorers scorers)
    {
        var model = new LoadedModel(artifact, scorers.Graph is { } graph ? Batch(graph, "score") : new ScoredElsewhere())
        {
            Encoding = scorers.Encoder is { } encoder ? Batch(encoder, "score") : null,
            Ranking = scorers.Ranker is { } ranker ? Batch(ranker, "rank") : null,
            Searching = scorers.SearchRanker is { } search ? Batch(search, "search") : null,
        };
        var ranking = model.Ranking as IBatcherCounts;
        Scoring.Add(model.Encoding as IBatcherCounts ?? model.Scoring as IBatcherCounts ?? ranking!);
        if (ranking is not null)
        {
            Ranking.Add(ranking);
        }

        return model;
    }

    private ScoreBatcher<TRequest> Batch<TRequest>(IBatchScorer<TRequest> scorer, string stage) =>
        new(scorer, _options.Pipeline.Score, _time, elapsed => Instruments?.RecordInference(stage, elapsed));

    private ModelListing Describe(string folder, ModelManifest? manifest, string? problem)
    {
        var version = manifest?.Version ?? "";
        LoadResult? result;
        bool isLoaded;
        lock (_lock)
        {
            result = _loaded.Find(model => model.Version == version)?.Result;
            isLoaded = InMemory(version) is not null;
        }

        return new ModelListing(
            version, folder, manifest, problem ?? result?.Found.Problem, version == Base.Version, isLoaded,
            result?.Check, [.. Shards.Where(shard => shard.Status.Version == version && version.Length > 0).Select(shard => shard.Partition)]);
    }

    [LoggerMessage(21, LogLevel.Information, "model {Name} {Version} loaded and tried in {Ms:F0} ms; {Agreement:P0} of the items that it recommended in its trial are recommended by {Reference}, the model of the settings, too")]
    private static partial void LogLoaded(ILogger logger, string name, string version, double ms, double agreement, string reference);

    [LoggerMessage(22, LogLevel.Error, "model {Version} is refused, the old one goes on: {Problem}")]
    private static partial void LogRefused(ILogger logger, string version, string problem);

    [LoggerMessage(23, LogLevel.Information, "the change to model {Version} was written to {Partitions} partitions")]
    private static partial void LogActivated(ILogger logger, string version, int partitions);

    private sealed record LoadResult(FoundModel Found, ModelCheck? Check);

    /// <summary>A version that is in memory, on its way there, or failed to come.</summary>
    private sealed class LoadEntry
    {
        private volatile LoadResult? _result;

        public LoadEntry(string version, Func<Task<LoadResult>> load)
        {
            Version = version;
            Loading = Task.Run(async () => _result = await load());
        }

        public string Version { get; }

        public Task<LoadResult> Loading { get; }

        /// <summary>What came of it; null while it is on its way.</summary>
        public LoadResult? Result => _result;

        public bool HasFailed => _result is { Found.Model: null };
    }
}
