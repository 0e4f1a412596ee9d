using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using StreamReco.Models.Users;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Metrics;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Store;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>A commit stage over made-up batches. Everything that becomes final is written to one journal, in order.</summary>
internal sealed class CommitRig : IShardSink
{
    private readonly Channel<string> _journal = Channel.CreateUnbounded<string>();
    private readonly InMemoryShardStore _store = new();
    private readonly ShardSetup _setup = new Scenario([], [], IntervalMs: 0).Setup();
    private readonly ShardState _state;
    private readonly FoldStage _fold;

    public CommitRig(long emitFrom = 0)
    {
        _state = new ShardState(_setup.Options.Window);
        var parts = new ShardParts(_setup.Shard, _setup.Options, _setup.Models, _setup.Catalog, Time);
        var users = new UserTable(_setup.Options.UserState, new UserStateCodec(_setup.Options.UserState, _setup.Model.Items), 10, false);
        _fold = new FoldStage(parts, parts.Models.Base, _state, users, new UserLoader(_store, _setup.Shard), emitFrom);
        Progress = new ShardProgress(_setup.Shard);
        var lease = _store.AcquireAsync(_setup.Shard, "test", CancellationToken.None).GetAwaiter().GetResult();
        Stage = new CommitStage(parts, _fold, this, new JournalStore(_store, Note), lease, Progress, Latency);
    }

    public ManualTimeProvider Time { get; } = new();

    public LimitOptions Limits => _setup.Options.Limits;

    public CommitStage Stage { get; }

    public ShardProgress Progress { get; }

    public LatencyHistogram Latency { get; } = new();

    public BufferBlock<EncodedBatch> Source { get; } = new();

    public InMemoryShardStore Store => _store;

    public Exception? CommitFailure { get; set; }

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
    public void Post(long nextOffset, int records = 1, bool snapshot = false)
    {
        _state.NextOffset = nextOffset;
        var captured = snapshot ? _fold.Capture() : null;
        var folded = new FoldedBatch(nextOffset, [], [], _state.Counters.Copy(), 0, 0, _fold.Model, captured);
        OutboundRecord[] outbound = [.. Enumerable.Range(0, records).Select(_ => new OutboundRecord(OutboundTopic.Recommendations, null, []))];
        Source.Post(new EncodedBatch(folded, outbound, records, [.. Enumerable.Repeat(Time.NowMs - 20, records)])).ShouldBeTrue();
    }

    public Task<long?> OpenAsync(CancellationToken cancel) => Task.FromResult<long?>(null);

    public Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        Note($"commit {unit.NextOffset} with {unit.Records.Count}");
        return CommitFailure is null ? Task.CompletedTask : Task.FromException(CommitFailure);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Note(string line) => _journal.Writer.TryWrite(line).ShouldBeTrue();
}
