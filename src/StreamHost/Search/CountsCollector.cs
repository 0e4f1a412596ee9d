using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Ranking;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Search;

/// <summary>
/// Brings the counts of all shards into a node's searches: asks each partition's owner what changed since the last look. The
/// single writer of the signals.
/// </summary>
/// <param name="signals">Take what changed.</param>
/// <param name="every">Time between two looks.</param>
/// <param name="time">The clock.</param>
internal sealed class CountsCollector(LiveSignals signals, TimeSpan every, TimeProvider time)
{
    /// <summary>Items of one reply, so that a message stays well below what a frame between nodes may hold.</summary>
    private const int ItemsMax = 400;

    /// <summary>Replies of one partition in one look; the rest comes with the next look.</summary>
    private const int RepliesMax = 50;

    /// <summary>Values and propensities change slowly: they are worked out anew after so long.</summary>
    private static readonly TimeSpan _revalueEvery = TimeSpan.FromSeconds(30);

    private readonly ShardSums _sums = new();
    private readonly Dictionary<int, (long Instance, long Version)> _seen = [];
    private long _revaluedAt = time.GetTimestamp();
    private long _revaluedEpoch;

    /// <summary>Clicks of the shards that belong to no kept search.</summary>
    public long Unjoined { get; private set; }

    /// <summary>Searches that the shards keep.</summary>
    public long Searches { get; private set; }

    /// <summary>Collects until stopped.</summary>
    /// <param name="queries">Asks the owners; null while the node is no member of its cluster.</param>
    /// <param name="partitions">How many partitions there are; 0 while that is not known.</param>
    /// <param name="stop">Ends the loop.</param>
    public async Task RunAsync(Func<PartitionQueries?> queries, Func<int> partitions, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            if (queries() is { } asked)
            {
                await CollectAsync(asked, partitions(), stop);
            }
        }
    }

    private async Task CollectAsync(PartitionQueries queries, int partitions, CancellationToken stop)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition => QueryAsync(queries, partition, stop)));
        var changed = new HashSet<ulong>();
        for (var partition = 0; partition < partitions; partition++)
        {
            foreach (var delta in replies[partition])
            {
                changed.UnionWith(_sums.Take(partition, delta));
                _seen[partition] = (delta.Instance, delta.Version);
            }
        }

        if (changed.Count > 0)
        {
            signals.Update(_sums, changed);
        }

        (Unjoined, Searches) = (_sums.Unjoined, _sums.Searches);
        if (signals.Epoch != _revaluedEpoch && time.GetElapsedTime(_revaluedAt) >= _revalueEvery)
        {
            signals.Revalue();
            (_revaluedAt, _revaluedEpoch) = (time.GetTimestamp(), signals.Epoch);
        }
    }

    /// <summary>An owner that cannot answer keeps what was known of its shard.</summary>
    private async Task<List<CountsDelta>> QueryAsync(PartitionQueries queries, int partition, CancellationToken stop)
    {
        var found = new List<CountsDelta>();
        var (instance, version) = _seen.GetValueOrDefault(partition);
        for (var i = 0; i < RepliesMax; i++)
        {
            var (delta, _) = await queries.QueryAsync<CountsDelta>(
                new SearchCountsQuery(partition, instance, version, ItemsMax), stop);
            if (delta is null)
            {
                break;
            }

            found.Add(delta);
            (instance, version) = (delta.Instance, delta.Version);
            if (delta.IsLast)
            {
                break;
            }
        }

        return found;
    }
}
