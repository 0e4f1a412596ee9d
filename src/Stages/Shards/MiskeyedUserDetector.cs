using StreamReco.Stages.Ports;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Notices that clicks are not keyed by user: behind each snapshot it asks the store whether some of the users that
/// changed have state in another partition too. Whatever the cause (keys by session or none, producers with different
/// hashes, a changed number of partitions), it is the one thing that is always wrong, and nothing else is.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="onLooked">Receives each look: the shard, how many users of the sample are split, the ids of the sample.</param>
public sealed class MiskeyedUserDetector(IShardStore store, Action<ShardId, int, IReadOnlyList<string>> onLooked)
{
    /// <summary>Users of a snapshot that are asked for: a few milliseconds for tens of partitions.</summary>
    public const int SampleMax = 64;

    /// <summary>Looks at a sample of the stored users, evenly spread over them.</summary>
    public async Task CheckAsync(ShardId shard, IReadOnlyList<StoredUser> stored, CancellationToken cancel)
    {
        if (stored.Count == 0)
        {
            return;
        }

        var size = Math.Min(SampleMax, stored.Count);
        var sample = new string[size];
        for (var i = 0; i < size; i++)
        {
            sample[i] = stored[(int)((long)i * stored.Count / size)].UserId;
        }

        try
        {
            onLooked(shard, await store.CountElsewhereAsync(shard, sample, cancel), sample);
        }
        catch (StoreUnavailableException)
        {
            // The next snapshot asks again.
        }
    }
}
