using System.Text;
using Akka.Actor;
using Akka.Streams;
using StreamReco.Models.Users;
using StreamReco.Stages;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.Stages.Streams;
using StreamReco.TestKit.Shards;

namespace StreamReco.StreamHost.Tests.Cluster.Partitions;

/// <summary>Backpressure of the whole graph: demand from the commit to the poll.</summary>
public sealed class PipelineDemandTests : Akka.TestKit.Xunit2.TestKit
{
    private const int RecordsPerBatch = 10;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 8, 2)]
    public void A_stopped_sink_stops_the_poll_within_the_limits(int inbox, int inFlight, int rank)
    {
        var limits = new LimitOptions
        {
            InboxBatchesMax = inbox,
            InFlightBatchesMax = inFlight,
            RankBatchesMax = rank,
            BatchRecordsMax = RecordsPerBatch,
            CommitRecordsMax = 1,
        };
        var reader = new EndlessReader();
        var gate = new TaskCompletionSource();
        Run(limits, reader, new HeldCommits(gate.Task));

        // In the order of the path: buffer, fold, score, retrieve, rank, buffer, commit; each operator in between holds one.
        var bound = inbox + 1 + inFlight + 1 + rank + inFlight + 1 + 3;
        AwaitCondition(() => reader.Batches >= inbox + inFlight, _patience, _lookAgain);
        var seen = -1;
        AwaitCondition(() => (seen == (seen = reader.Batches)), _patience, _moment);
        ExpectNoMsg(_moment);

        reader.Batches.ShouldBe(seen);
        reader.Batches.ShouldBeLessThanOrEqualTo(bound);
        gate.SetResult();
        AwaitCondition(() => reader.Batches > bound, _patience, _lookAgain);
    }

    private void Run(LimitOptions limits, EndlessReader reader, IShardCommits<EncodedBatch> commits)
    {
        var setup = new ShardSetup(PathModel.Make(dimensions: 4, seed: 1)) { Options = new PipelineOptions { Limits = limits } };
        var parts = new ShardParts(setup.Shard, setup.Options, setup.Models, setup.Catalog, setup.Time);
        var codec = new UserStateCodec(setup.Options.UserState, setup.Model.Items);
        var fold = new FoldStage(
            parts, parts.Models.Base, new ShardState(setup.Options.Window),
            new UserTable(setup.Options.UserState, codec, limits.ResidentUsersMax, storeHasUsers: false),
            new UserLoader(setup.Store, setup.Shard), emitFrom: 0);
        var stages = new ShardStages(parts, fold, new RecommendStage(parts, "test"));
        var owner = Sys.ActorOf(Props.Create(() => new TurnTaker()));
        var owned = new OwnedStages(stages, new ShardTurns(owner));
        var source = new PartitionSource(() => reader, "test", 0, RecordsPerBatch, TimeProvider.System);
        RecommenderPipeline.Build(
                source, stages, owned, commits, new StreamLinks(limits), TimeSpan.FromMilliseconds(limits.CommitLingerMs), TimeProvider.System,
                CancellationToken.None)
            .Run(Sys.Materializer());
    }

    private sealed class TurnTaker : ReceiveActor
    {
        public TurnTaker() => Receive<ShardTurn>(turn => turn.Run());
    }

    /// <summary>Commits nothing before the gate opens, then everything.</summary>
    private sealed class HeldCommits(Task gate) : IShardCommits<EncodedBatch>
    {
        private int _gathered;

        public bool IsEmpty => _gathered == 0;

        public bool IsFull => _gathered > 0;

        public int Patience => 1;

        public KeptOffset Kept { get; } = new(0, TimeSpan.Zero, TimeProvider.System);

        public Task RefreshAsync(CancellationToken cancel) => Task.CompletedTask;

        public void Add(EncodedBatch batch) => _gathered++;

        public async Task CommitAsync(CancellationToken cancel)
        {
            await gate;
            _gathered = 0;
        }

        public Task CloseAsync(CancellationToken cancel) => Task.CompletedTask;
    }

    /// <summary>Clicks of a few users without an end.</summary>
    private sealed class EndlessReader : IPartitionReader
    {
        private long _next;
        private int _batches;

        public int Batches => Volatile.Read(ref _batches);

        public bool IsAtEnd => false;

        public RecordBatch Read(int recordsMax, TimeSpan wait)
        {
            var records = new LogRecord[recordsMax];
            for (var i = 0; i < recordsMax; i++, _next++)
            {
                var timeMs = 1_767_225_600_000 + _next;
                var click = $$"""{"event_id":"e{{_next}}","event_type":"view_item","user_id":"u{{_next % 7}}","item_id":"i1","timestamp":{{timeMs}}}""";
                records[i] = new LogRecord(_next, timeMs, null, Encoding.UTF8.GetBytes(click), null);
            }

            Interlocked.Increment(ref _batches);
            return new RecordBatch(records, _next);
        }

        public void Dispose()
        {
        }
    }
}
