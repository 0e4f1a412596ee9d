using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Cluster.Downing;

/// <summary>
/// Whether nodes of a group are running, by their signs of life in the state database. The group at the brokers does not
/// say: no node is a member of it.
/// </summary>
internal sealed class GroupActivity(IClusterLedger ledger, TimeProvider time)
{
    /// <summary>A node that lives gives two signs of life within this time.</summary>
    private static readonly TimeSpan _watch = MembershipWatch.Every * 2.5;

    /// <summary>Looks twice, some seconds apart, where the group has any entry; a node that was killed gives no sign between.</summary>
    public async Task<bool> HasNodesAsync(string group, CancellationToken cancel)
    {
        await ledger.InitializeAsync(cancel);
        var before = await ledger.EntriesAsync(group, cancel);
        if (before.Count == 0)
        {
            return false;
        }

        await Task.Delay(_watch, time, cancel);
        var known = before.ToDictionary(entry => entry.Process, entry => entry.Beats);
        return (await ledger.EntriesAsync(group, cancel))
            .Any(entry => !known.TryGetValue(entry.Process, out var beats) || beats != entry.Beats);
    }
}
