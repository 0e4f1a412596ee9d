using System.Threading.Channels;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using Akka.TestKit;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.Stages.Streams;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Store;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>
/// A commit operator over made-up batches, in virtual time. Everything that becomes final is written to one journal, in
/// order.
/// </summary>
internal sealed class CommitHarness : IShardSink
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(10);

    /// <summary>Longer where each look moves the clock: what the last step set off shows before the next one.</summary>
    private static readonly TimeSpan _stepAgain = TimeSpan.FromMilliseconds(100);

    private readonly Channel<string> _journal = Channel.CreateUnbounded<string>();
    private readonly InMemoryShardStore _store = new();
    private readonly ShardSetup _setup = new Scenario([], [], IntervalMs: 0).Setup();
    private readonly ShardState _state;
    private readonly FoldStage _fold;
    private readonly ShardCommits _commits;

    private readonly TestScheduler _scheduler;
    private TaskCompletionSource _gate = OpenGate();
    private TestPublisher.Probe<EncodedBatch>? _source;
    private TestKitBase? _kit;
    private CountedCommits? _counted;

    public CommitHarness(TestScheduler scheduler, long emitFrom = 0)
    {
        _scheduler = scheduler;
        _state = new ShardState(_setup.Options.Window);
        var parts = new ShardParts(_setup.Shard, _setup.Options, _setup.Models, _setup.Catalog, Time);
        var users = new UserTable(_setup.Options.UserState, new UserStateCodec(_setup.Options.UserState, _setup.Model.Items), 10, false);
        _fold = new FoldStage(parts, parts.Models.Base, _state, users, new UserLoader(_store, _setup.Shard), emitFrom);
        Progress = new ShardProgress(_setup.Shard);
        var lease = _store.AcquireAsync(_setup.Shard, "test", CancellationToken.None).GetAwaiter().GetResult();
        _commits = new ShardCommits(parts, _fold, new KeptOffset(emitFrom, RefreshEvery, Time), this, new JournalStore(_store, Note), lease, Progress, Latency);
    }

    public static TimeSpan RefreshEvery { get; } = TimeSpan.FromMinutes(10);

    public ManualTimeProvider Time { get; } = new();

    public LimitOptions Limits => _setup.Options.Limits;

    /// <summary>Ends with the stage.</summary>
    public Task Done { get; private set; } = Task.CompletedTask;

    public ShardProgress Progress { get; }

    public LatencyHistogram Latency { get; } = new();

    /// <summary>What comes before the commit.</summary>
    public TestPublisher.Probe<EncodedBatch> Source => _source!;

    public InMemoryShardStore Store => _store;

    public Exception? CommitFailure { get; set; }

    /// <summary>Records that each commit had when it ended.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<int> CommittedCounts { get; } = new();

    /// <summary>Starts the stream.</summary>
    public CommitHarness Run(TestKitBase kit)
    {
        var linger = TimeSpan.FromMilliseconds(Limits.CommitLingerMs);
        _kit = kit;
        _counted = new CountedCommits(_commits);
        var stage = new CommitOperator<EncodedBatch>(_counted, linger, Time, CancellationToken.None);
        (_source, Done) = kit.SourceProbe<EncodedBatch>()
            .ToMaterialized(Sink.FromGraph(stage).WithAttributes(Attributes.CreateInputBuffer(1, 1)), Keep.Both)
            .Run(kit.Sys.Materializer());
        return this;
    }

    /// <summary>Lets the linger pass once so many batches have been taken in all, until a commit begins.</summary>
    public async Task LingerAsync(int batches)
    {
        await TakenAsync(batches);
        await _kit!.AwaitConditionAsync(
            () =>
            {
                PassLinger(); // The timer is set a moment after the batch is taken.
                return Task.FromResult(_journal.Reader.TryPeek(out var _));
            },
            _patience, _stepAgain);
    }

    /// <summary>Lets one linger pass.</summary>
    public void PassLinger() => Time.AdvanceMs(Limits.CommitLingerMs);

    /// <summary>Ends once so many batches have been taken in all.</summary>
    public Task TakenAsync(int batches) =>
        _kit!.AwaitConditionAsync(() => Task.FromResult(_counted!.Added == batches), _patience, _lookAgain);

    /// <summary>Lets a quiet moment pass, longer than the linger.</summary>
    public async Task RestAsync()
    {
        await _kit!.AwaitConditionAsync(() => Task.FromResult(_commits.IsEmpty), _patience, _lookAgain);
        Time.AdvanceMs(2 * Limits.CommitLingerMs);
    }

    public KeptOffset Kept => _commits.Kept;

    /// <summary>Lets a time pass in which nothing comes, until a line is written.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        Time.AdvanceMs((long)span.TotalMilliseconds);
        await _kit!.AwaitConditionAsync(
            () =>
            {
                _scheduler.Advance(RefreshEvery);
                return Task.FromResult(_journal.Reader.TryPeek(out var _));
            },
            _patience, _stepAgain);
    }

    /// <summary>The next line of the journal, once it is written.</summary>
    public async Task<string> NextAsync() => await _journal.Reader.ReadAsync();

    /// <summary>The lines that are there.</summary>
    public IReadOnlyList<string> Rest()
    {
        var lines = new List<string>();
        while (_journal.Reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Hands a batch that ends before <paramref name="nextOffset"/> to the stage.</summary>
    public void Post(long nextOffset, int records = 1, bool snapshot = false) => Source.SendNext(Batch(nextOffset, records, snapshot));

    /// <summary>A batch that ends before <paramref name="nextOffset"/>.</summary>
    /// <param name="nextOffset">Its end.</param>
    /// <param name="records">Answers in it.</param>
    /// <param name="snapshot">Whether it brings a snapshot.</param>
    /// <param name="ageMs">How old its records were when they were read, just now.</param>
    public EncodedBatch Batch(long nextOffset, int records = 1, bool snapshot = false, long ageMs = 20)
    {
        _state.NextOffset = nextOffset;
        var captured = snapshot ? _fold.Capture() : null;
        var folded = new FoldedBatch(nextOffset, [], [], _state.Counters.Copy(), 0, 0, _fold.Model, captured) { ReadAtMs = Time.NowMs };
        OutboundRecord[] outbound = [.. Enumerable.Range(0, records).Select(_ => new OutboundRecord(OutboundTopic.Recommendations, null, []))];
        return new EncodedBatch(folded, outbound, records, [.. Enumerable.Repeat(Time.NowMs - ageMs, records)]);
    }

    public Task<long?> OpenAsync(CancellationToken cancel) => Task.FromResult<long?>(null);

    public async Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        Note($"commit {unit.NextOffset} with {unit.Records.Count}");
        await _gate.Task;
        if (CommitFailure is not null)
        {
            throw CommitFailure;
        }

        CommittedCounts.Enqueue(unit.Records.Count);
    }

    /// <summary>Commits begin and do not end until the returned source is set.</summary>
    public TaskCompletionSource HoldCommits() => _gate = new TaskCompletionSource();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static TaskCompletionSource OpenGate()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }

    private void Note(string line) => _journal.Writer.TryWrite(line).ShouldBeTrue();

    private sealed class CountedCommits(IShardCommits<EncodedBatch> inner) : IShardCommits<EncodedBatch>
    {
        private int _added;

        public int Added => Volatile.Read(ref _added);

        public bool IsEmpty => inner.IsEmpty;

        public bool IsFull => inner.IsFull;

        public int Patience => inner.Patience;

        public void Add(EncodedBatch batch)
        {
            inner.Add(batch);
            Interlocked.Increment(ref _added);
        }

        public Task CommitAsync(CancellationToken cancel) => inner.CommitAsync(cancel);

        public KeptOffset Kept => inner.Kept;

        public Task RefreshAsync(CancellationToken cancel) => inner.RefreshAsync(cancel);

        public Task CloseAsync(CancellationToken cancel) => inner.CloseAsync(cancel);
    }
}
