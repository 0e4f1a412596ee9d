using StreamReco.Models.Artifacts;
using StreamReco.Models.Users;
using StreamReco.Stages;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.TestKit.Measures;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Store;

namespace StreamReco.Benchmarks.Growth;

/// <summary>One shard with many users on the caller's thread: what decoding, the fold and the answers of a click cost.</summary>
internal sealed class GrowthMeter : IDisposable
{
    private readonly ShardStages _stages;
    private readonly UserTable _users;

    public GrowthMeter(ModelArtifact model, GrowthSettings settings)
    {
        var options = new PipelineOptions();
        options.Snapshot = new SnapshotOptions { EveryMs = int.MaxValue, EveryRecords = int.MaxValue, EveryUsers = int.MaxValue, RepeatMsMax = int.MaxValue };
        options.Trigger.EmitIntervalMs = settings.EmitIntervalMs;
        var shard = new ShardId("growth", "clicks", 0);
        var served = new LoadedModel(model, new ScoredElsewhere());
        var catalog = new CatalogTable();
        foreach (var item in GrowthClicks.Catalog)
        {
            catalog.Put(item);
        }

        var parts = new ShardParts(shard, options, new OneModel(served), catalog, TimeProvider.System) { WritesVerdicts = true };
        var codec = new UserStateCodec(options.UserState, model.Items);
        _users = new UserTable(options.UserState, codec, int.MaxValue, storeHasUsers: false, settings.Unpacked ?? options.Limits.UnpackedUsersMax);
        var fold = new FoldStage(
            parts, served, new ShardState(options.Window), _users, new UserLoader(new InMemoryShardStore(), shard), emitFrom: 0);
        _stages = new ShardStages(parts, fold, new RecommendStage(parts, "growth"));
    }

    /// <summary>Users in memory.</summary>
    public int Users => _users.Count;

    /// <summary>Takes clicks through the path.</summary>
    public GrowthCost Measure(IEnumerable<RecordBatch> batches)
    {
        var cost = default(GrowthCost);
        foreach (var batch in batches)
        {
            var (began, bytes) = (ThreadClock.Micros(), GC.GetAllocatedBytesForCurrentThread());
            var decoded = _stages.Decode(batch);
            var atFold = ThreadClock.Micros();
            var folding = _stages.FoldAsync(decoded, CancellationToken.None);
            var folded = folding.IsCompletedSuccessfully ? folding.GetAwaiter().GetResult() : throw new InvalidOperationException("The fold waited.");
            var atAnswers = ThreadClock.Micros();
            var answers = folded.Answers.Count;
            _stages.Recommend(folded).Memory?.Release(); // as the commit does
            cost = cost.Add(batch.Records.Count, answers, atFold - began, atAnswers - atFold, ThreadClock.Micros() - atAnswers,
                GC.GetAllocatedBytesForCurrentThread() - bytes);
        }

        return cost;
    }

    public void Dispose() => _stages.Dispose();
}

/// <summary>What is measured.</summary>
/// <param name="EmitIntervalMs">The throttle of answers, ms.</param>
/// <param name="Unpacked">Users that are objects at a time; null for the setting's default.</param>
internal sealed record GrowthSettings(long EmitIntervalMs, int? Unpacked);

/// <summary>Sums over clicks; times are CPU microseconds of the thread.</summary>
internal readonly record struct GrowthCost(long Clicks, long Answers, double Decode, double Fold, double Answer, long Bytes)
{
    public GrowthCost Add(long clicks, long answers, double decode, double fold, double answer, long bytes) =>
        new(Clicks + clicks, Answers + answers, Decode + decode, Fold + fold, Answer + answer, Bytes + bytes);

    /// <summary>Microseconds of a click.</summary>
    public double Micros => (Decode + Fold + Answer) / Clicks;
}
