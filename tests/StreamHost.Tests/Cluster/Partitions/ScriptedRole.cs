using System.Collections.Concurrent;
using Akka.Streams.Dsl;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;
using StreamReco.Stages.Streams;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Tests.Cluster.Partitions;

/// <summary>A role whose openings, records and commits a test decides; nothing of it waits for a clock.</summary>
internal sealed class ScriptedRole : IPartitionRole
{
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _openings = new();

    public PartitionBoard Board { get; } = new();

    public TimeSpan DrainMax { get; } = TimeSpan.FromSeconds(30);

    public TimeSpan CheckEvery { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the owner had a lease at each of its attempts.</summary>
    public ConcurrentQueue<bool> HadLease { get; } = new();

    /// <summary>Offsets of the commits.</summary>
    public ConcurrentQueue<long> Commits { get; } = new();

    /// <summary>Whether a commit has begun, and perhaps waits at the gate.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Records that are there; after them the source waits, or ends where the span does.</summary>
    public long Records { get; init; } = 4;

    /// <summary>Whether the records are all that there will ever be.</summary>
    public bool IsSpan { get; init; }

    /// <summary>What each commit waits for.</summary>
    public Task CommitGate { get; set; } = Task.CompletedTask;

    /// <summary>What each commit fails with.</summary>
    public Exception? CommitFailure { get; set; }

    /// <summary>The next attempt fails.</summary>
    public ScriptedRole FailOpening(Exception cause)
    {
        _openings.Enqueue(_ => Task.FromException(cause));
        return this;
    }

    /// <summary>The next attempt goes on until it is cancelled.</summary>
    public ScriptedRole HangOpening()
    {
        _openings.Enqueue(stop => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));
        return this;
    }

    public string TopicId { get; set; } = "";

    public async Task<OpenPartition> OpenAsync(int partition, HeldLease held, ShardTurns turns, CancellationToken stop)
    {
        HadLease.Enqueue(held.Lease is not null);
        var shard = new ShardId("test", "clicks", partition);
        held.Lease = new ShardLease(shard, "me", (held.Lease?.Epoch ?? 0) + 1);
        if (_openings.TryDequeue(out var opening))
        {
            await opening(stop);
        }

        var progress = new ShardProgress(shard);
        var open = new OpenShard(shard, progress, 0, 0)
        {
            Recent = new RecentRecords(1),
            Epoch = held.Lease.Epoch,
            UsersInMemory = () => 0,
        };
        var source = new PartitionSource(() => new Reader(Records, IsSpan), "test", 0, 2, TimeProvider.System);
        var commits = new ScriptedCommits(this, progress);
        return new OpenPartition(open, new NoSink(), Source.FromGraph(source)
            .ToMaterialized(new CommitOperator<RecordBatch>(commits, TimeSpan.Zero, TimeProvider.System, stop), Keep.Both));
    }

    private sealed class ScriptedCommits(ScriptedRole role, ShardProgress progress) : IShardCommits<RecordBatch>
    {
        private RecordBatch? _last;
        private long _commits;

        public bool IsEmpty => _last is null;

        public bool IsFull => _last is not null;

        public int Patience => 1;

        public KeptOffset Kept { get; } = new(0, TimeSpan.Zero, TimeProvider.System);

        public Task RefreshAsync(CancellationToken cancel) => Task.CompletedTask;

        public void Add(RecordBatch batch) => _last = batch;

        public async Task CommitAsync(CancellationToken cancel)
        {
            if (_last is not { } batch)
            {
                return;
            }

            role.HasBegun = true;
            await role.CommitGate.WaitAsync(cancel);
            if (role.CommitFailure is { } failure)
            {
                throw failure;
            }

            role.Commits.Enqueue(batch.NextOffset);
            progress.Publish(new ShardStatus(new ShardCounters(), batch.NextOffset, 0, 0, ++_commits));
            _last = null;
        }

        public Task CloseAsync(CancellationToken cancel) => Task.CompletedTask;
    }

    private sealed class Reader(long records, bool isSpan) : IPartitionReader
    {
        private long _next;

        public bool IsAtEnd => isSpan && _next >= records;

        public RecordBatch? Read(int recordsMax, TimeSpan wait)
        {
            var read = new List<LogRecord>();
            for (; read.Count < recordsMax && _next < records; _next++)
            {
                read.Add(new LogRecord(_next, 0, null, null, null));
            }

            return read.Count == 0 ? null : new RecordBatch(read, _next);
        }

        public void Dispose()
        {
        }
    }

    private sealed class NoSink : IShardSink
    {
        public Task<long?> OpenAsync(CancellationToken cancel) => Task.FromResult<long?>(null);

        public Task CommitAsync(CommitUnit unit, CancellationToken cancel) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
