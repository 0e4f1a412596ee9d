using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Cluster.Joining;

/// <summary>Watches counts of signs of life. Only this process's own clock is used: how long a count stood still before its eyes.</summary>
internal sealed class Beats(TimeProvider time)
{
    private readonly Dictionary<ClusterProcess, (long Beats, long Since)> _seen = [];

    /// <summary>Takes a look; whether the count has not moved for <see cref="ClusterJoin.SilenceMs"/>.</summary>
    public bool IsStill(ClusterEntry entry)
    {
        if (!_seen.TryGetValue(entry.Process, out var seen) || seen.Beats != entry.Beats)
        {
            _seen[entry.Process] = (entry.Beats, time.GetTimestamp());
            return false;
        }

        return time.GetElapsedTime(seen.Since).TotalMilliseconds >= ClusterJoin.SilenceMs;
    }
}
