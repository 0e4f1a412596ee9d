using System.Collections.Concurrent;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Kafka.Committing;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>What a process owns and what became of it. Written by the partitions' actors, read by anyone.</summary>
internal sealed class PartitionBoard
{
    private readonly ConcurrentDictionary<int, Entry> _entries = new();
    private readonly ConcurrentDictionary<int, ShardProgress> _everOwned = new();
    private readonly ConcurrentDictionary<int, bool> _ended = new();
    private readonly ConcurrentDictionary<string, long> _restarts = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _unclean;
    private volatile Action? _onChanged;

    /// <summary>Called after a partition has come, gone or changed its phase, on the thread of its owner; null calls nobody.</summary>
    public Action? OnChanged
    {
        get => _onChanged;
        set => _onChanged = value;
    }

    /// <summary>Completes with what no further attempt gets over: the process must stop.</summary>
    public Task<Exception> Failure => _failure.Task;

    /// <summary>Why a partition did not end in good order; null while all did.</summary>
    public Exception? Unclean => _unclean;

    /// <summary>The partitions whose stream runs.</summary>
    public IReadOnlyList<OpenShard> Shards =>
        [.. _entries.Values.Select(entry => entry.Shard).OfType<OpenShard>().OrderBy(shard => shard.Shard.Partition)];

    /// <summary>The running partitions whose committed offset is kept from expiring.</summary>
    public IEnumerable<(ShardId Shard, KeptOffset Kept)> KeptOffsets =>
        Shards.Where(shard => shard.Kept is not null).Select(shard => (shard.Shard, shard.Kept!));

    /// <summary>Every partition that the process owned, each with its newest progress.</summary>
    public IReadOnlyList<ShardProgress> EverOwned => [.. _everOwned.Values];

    /// <summary>The partitions whose owner is in this process, with where each stands.</summary>
    public IReadOnlyDictionary<int, PartitionPhase> Phases => _entries.ToDictionary(entry => entry.Key, entry => entry.Value.Phase);

    /// <summary>The same with what is known of those whose stream runs.</summary>
    public IReadOnlyList<(int Partition, PartitionPhase Phase, OpenShard? Shard)> Entries =>
        [.. _entries.Select(entry => (entry.Key, entry.Value.Phase, entry.Value.Shard)).OrderBy(entry => entry.Key)];

    /// <summary>Owned partitions, by number: the progress of those that run, null for the others.</summary>
    public IReadOnlyDictionary<int, ShardProgress?> Owned =>
        _entries.ToDictionary(entry => entry.Key, entry => entry.Value.Shard?.Progress);

    /// <summary>How often streams failed and are opened again, by the class of the cause; every class is named.</summary>
    public IReadOnlyList<(string Cause, long Count)> Restarts =>
        [.. ShardFailure.Causes.Select(cause => (cause, _restarts.GetValueOrDefault(cause)))];

    /// <summary>Whether the partition's owner is in this process.</summary>
    public bool IsHere(int partition) => _entries.ContainsKey(partition);

    /// <summary>Answers questions about a partition whose stream runs in this process; null for others, and where it has no state.</summary>
    public ShardQueries? QueriesOf(int partition) => _entries.GetValueOrDefault(partition)?.Queries;

    /// <summary>The progress of a partition that this process has ever owned; null where there is none.</summary>
    public ShardProgress? ProgressOf(int partition) => _everOwned.GetValueOrDefault(partition);

    /// <summary>Whether the partition was read to the end of its span.</summary>
    public bool HasEnded(int partition) => _ended.ContainsKey(partition);

    /// <summary>The partition's owner stands there.</summary>
    public void Move(int partition, PartitionPhase phase)
    {
        var running = phase is PartitionPhase.Live or PartitionPhase.Draining ? _entries.GetValueOrDefault(partition) : null;
        _entries[partition] = new Entry(phase, running?.Shard, running?.Queries);
        _onChanged?.Invoke();
    }

    /// <summary>The partition's stream runs.</summary>
    /// <param name="shard">What the node knows of it.</param>
    /// <param name="queries">Answers questions about its state; null where it has none.</param>
    public void GoLive(OpenShard shard, ShardQueries? queries)
    {
        var partition = shard.Shard.Partition;
        if (_everOwned.TryGetValue(partition, out var earlier))
        {
            shard.Progress.GoOn(earlier);
        }

        _everOwned[partition] = shard.Progress;
        _entries[partition] = new Entry(PartitionPhase.Live, shard, queries);
        _onChanged?.Invoke();
    }

    /// <summary>The partition's owner is gone.</summary>
    public void Remove(int partition)
    {
        _entries.TryRemove(partition, out _);
        _onChanged?.Invoke();
    }

    /// <summary>The partition was read to the end of its span; everything is committed and stored.</summary>
    public void End(int partition) => _ended[partition] = true;

    /// <summary>A partition's stream failed and is opened again.</summary>
    /// <param name="cause">One of <see cref="ShardFailure.Causes"/>.</param>
    public void NoteRestart(string cause) => _restarts.AddOrUpdate(cause, 1, (_, count) => count + 1);

    /// <summary>A partition did not end in good order: its next owner repeats the rest.</summary>
    public void NoteUnclean(Exception cause) => _unclean = cause;

    /// <summary>A partition failed in a way that another attempt does not get over.</summary>
    public void Fail(string partition, Exception cause) =>
        _failure.TrySetResult(new ShardFailedException($"The shard of {partition} failed: {cause.Message}", cause));

    private sealed record Entry(PartitionPhase Phase, OpenShard? Shard, ShardQueries? Queries);
}
