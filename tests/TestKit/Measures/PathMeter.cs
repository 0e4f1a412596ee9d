using System.Diagnostics;
using System.Text;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Binary;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Items;
using StreamReco.Models.Scoring;
using StreamReco.Models.Simulation;
using StreamReco.Models.Users;
using StreamReco.Stages;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Store;

namespace StreamReco.TestKit.Measures;

/// <summary>
/// Measures the synchronous work of one shard, Kafka, inference and SQL left out: simulated clicks of known users
/// through the fold, candidates from nowhere, then re-ranking and encoding. On the caller's thread.
/// </summary>
public sealed class PathMeter : IDisposable
{
    private const int BatchRecords = 500;

    private readonly List<RecordBatch> _batches;
    private readonly ShardStages _stages;
    private readonly Func<RecordBatch, CancellationToken, Task<FoldedBatch>> _fold;
    private readonly int _items;
    private readonly bool _scored;
    private readonly ShardState _state;
    private readonly UserTable _users;
    private int _next;

    /// <param name="shop">Gives clicks and catalog.</param>
    /// <param name="model">A model of the shop's items.</param>
    /// <param name="clicks">Clicks at hand.</param>
    /// <param name="scored">Whether answers have candidates, or are filled with trending and popular items.</param>
    /// <param name="experiments">Experiments of two arms that all users take part in.</param>
    /// <param name="isGoverned">Whether quality rules and the policies of bots, consent and identities are in force.</param>
    public PathMeter(ShopSimulator shop, ModelArtifact model, int clicks, bool scored, int experiments = 0, bool isGoverned = false)
    {
        var options = new PipelineOptions();
        options.Snapshot.EveryMs = int.MaxValue;
        options.Snapshot.EveryRecords = int.MaxValue;
        options.Snapshot.EveryUsers = int.MaxValue;
        var shard = new ShardId("meter", "clicks", 0);
        var served = new LoadedModel(model, new ScoredElsewhere());
        var parts = new ShardParts(shard, options, new OneModel(served), CatalogOf(shop.Catalog), TimeProvider.System)
        {
            WritesVerdicts = true,
        };
        var codec = new UserStateCodec(options.UserState, model.Items);
        _users = new UserTable(options.UserState, codec, options.Limits.ResidentUsersMax, storeHasUsers: false);
        _state = new ShardState(options.Window);
        for (var i = 0; i < experiments; i++)
        {
            var definition = new ExperimentDefinition(AaTest.Halves($"experiment-{i}", SaltOf(i)), new ExperimentPlan());
            _state.Experiments.Define(definition.Experiment.Id, Encoding.UTF8.GetBytes(ExperimentJson.Write(definition)), i);
        }

        var fold = new FoldStage(
            parts, served, _state, _users, new UserLoader(new InMemoryShardStore(), shard), emitFrom: 0);
        _stages = new ShardStages(parts, fold, new RecommendStage(parts, "meter"));
        _fold = CalledStages.Of<RecordBatch, FoldedBatch>(records => StageOrder.OfFold(records, _stages, _stages));
        var policies = isGoverned ? Governance.Policies(shop.Run().First().TimeMs) : new RecordBatch([], 0);
        Fold(policies);
        _batches = Batches(shop, clicks, policies.NextOffset);
        _items = model.Items.Count;
        _scored = scored;
    }

    /// <summary>Users that take part in an experiment, and what the state keeps of experiments, in bytes.</summary>
    public (int Users, int Bytes) Experiments
    {
        get
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            _state.Experiments.Write(new StateWriter(output));
            return (_state.Experiments.Ledger.Count, output.WrittenCount);
        }
    }

    /// <summary>Users of the clicks so far, and what the state keeps: of the users, and of the shard without them, in bytes.</summary>
    public (int Users, long UserBytes, long ShardBytes) State
    {
        get
        {
            var (users, _, capture) = _users.CaptureChanged();
            var bytes = users.Sum(user => (long)user.State.Length);
            _users.MarkStored(capture);
            return (users.Count, bytes, _state.ToBytes().Length);
        }
    }

    /// <summary>Microseconds that have passed on a clock: wall clock, unless another one is given.</summary>
    public Func<double> Clock { get; init; } = () => Stopwatch.GetTimestamp() * 1e6 / Stopwatch.Frequency;

    /// <summary>
    /// What the state keeps of experiments: in its durable form, and as objects after it was read from that. Users' ids, which the users'
    /// own states have too, are not counted in memory.
    /// </summary>
    public ExperimentSize SizeOfExperiments()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        FeedbackCodec.Write(_state.Experiments.Ledger, new StateWriter(output));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var reader = new StateReader(output.WrittenSpan);
        var read = FeedbackCodec.Read(ref reader, new FeedbackOptions());
        var after = GC.GetTotalMemory(forceFullCollection: true);
        var (users, ids) = ((double)read.Count, read.Units.Keys.Sum(BytesOf));
        return new ExperimentSize(
            read.Count, read.Units.Values.Sum(unit => unit.ListCount) / users, output.WrittenCount / users, (after - before - ids) / users);
    }

    /// <summary>Takes the next clicks through the path.</summary>
    /// <param name="clicks">How many, a multiple of 500.</param>
    public PathCost Measure(int clicks)
    {
        var (foldBytes, answerBytes, foldMicros, answerMicros) = (0L, 0L, 0.0, 0.0);
        for (var left = clicks / BatchRecords; left > 0; left--)
        {
            var (bytes, at) = (GC.GetAllocatedBytesForCurrentThread(), Clock());
            var folded = Fold(_batches[_next++]);
            foldMicros += Clock() - at;
            foldBytes += GC.GetAllocatedBytesForCurrentThread() - bytes;
            FillCandidates(folded.Answers);
            (bytes, at) = (GC.GetAllocatedBytesForCurrentThread(), Clock());
            _stages.Recommend(folded).Memory?.Release(); // as the commit does
            answerMicros += Clock() - at;
            answerBytes += GC.GetAllocatedBytesForCurrentThread() - bytes;
        }

        return new PathCost((double)foldBytes / clicks, (double)answerBytes / clicks, foldMicros / clicks, answerMicros / clicks);
    }

    public void Dispose() => _stages.Dispose();

    private FoldedBatch Fold(RecordBatch batch)
    {
        var folding = _fold(batch, CancellationToken.None);
        return folding.IsCompletedSuccessfully ? folding.GetAwaiter().GetResult() : throw new InvalidOperationException("The fold waited.");
    }

    /// <summary>Of a string of 64-bit .NET: header, length, characters and an end, in eights.</summary>
    private static long BytesOf(string id) => (22 + (2 * id.Length) + 7) / 8 * 8;

    private static byte[] SaltOf(int experiment)
    {
        var salt = new byte[UnitHash.SaltBytes];
        salt[0] = (byte)experiment;
        return salt;
    }

    private static CatalogTable CatalogOf(IReadOnlyList<CatalogItem> items)
    {
        var catalog = new CatalogTable();
        foreach (var item in items)
        {
            catalog.Put(item);
        }

        return catalog;
    }

    private static List<RecordBatch> Batches(ShopSimulator shop, int clicks, long from)
    {
        var records = shop.Run().Take(clicks).Select(
            (record, i) => new LogRecord(from + i, record.TimeMs, Encoding.UTF8.GetBytes(record.Key), record.Payload, null));
        return [.. records.Chunk(BatchRecords).Select(chunk => new RecordBatch(chunk, chunk[^1].Offset + 1))];
    }

    /// <summary>K rows by falling score, spread over the model, other ones for each answer.</summary>
    private void FillCandidates(IReadOnlyList<RecommendationRequest> requests)
    {
        for (var t = 0; _scored && t < requests.Count; t++)
        {
            ScoreRequest features = requests[t].Features;
            for (var k = 0; k < features.CandidateRows.Length; k++)
            {
                features.CandidateRows[k] = (int)(((requests[t].Offset * 31) + (k * 7919L)) % _items);
                features.CandidateScores[k] = 1f / (k + 1.37f);
            }

            features.CandidateCount = features.CandidateRows.Length;
        }
    }
}
