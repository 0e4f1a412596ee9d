using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Tests.Cluster;

/// <summary>The ledger as its port describes it, in memory; can be away.</summary>
internal sealed class InMemoryClusterLedger : IClusterLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ClusterEntry>> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<(string Group, ClusterProcess Process)> _downed = [];
    private int _refused;

    /// <summary>Whether every call fails as if the database were away.</summary>
    public volatile bool IsAway;

    /// <summary>Calls that failed so.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public bool IsDowned(string group, ClusterProcess process)
    {
        lock (_gate)
        {
            return _downed.Contains((group, process));
        }
    }

    public Task InitializeAsync(CancellationToken cancel) => Do(() => true);

    public Task<IReadOnlyList<ClusterEntry>> EnterAsync(string group, ClusterProcess self, CancellationToken cancel) => Do(() =>
    {
        Of(group).RemoveAll(entry => entry.Process.Address == self.Address);
        Of(group).Add(new ClusterEntry(self, false, 0));
        return Copy(group);
    });

    public Task<IReadOnlyList<ClusterEntry>> EntriesAsync(string group, CancellationToken cancel) => Do(() => Copy(group));

    public Task<FormOutcome> FormAsync(
        string group, ClusterProcess self, IReadOnlyCollection<ClusterProcess> dead, CancellationToken cancel) => Do(() =>
    {
        var own = Of(group).FindIndex(entry => entry.Process.Equals(self));
        if (own < 0 || _downed.Contains((group, self)))
        {
            return FormOutcome.Downed;
        }

        if (Of(group).Index().Any(entry =>
            entry.Index != own && !dead.Contains(entry.Item.Process) && (entry.Item.IsMember || entry.Index < own)))
        {
            return FormOutcome.Wait;
        }

        Mark(group, dead);
        own = Of(group).FindIndex(entry => entry.Process.Equals(self));
        Of(group)[own] = Of(group)[own] with { IsMember = true };
        return FormOutcome.Formed;
    });

    public Task<bool> BeatAsync(string group, ClusterProcess self, bool isMember, CancellationToken cancel) => Do(() =>
    {
        if (_downed.Contains((group, self)))
        {
            return false;
        }

        var own = Of(group).FindIndex(entry => entry.Process.Address == self.Address);
        if (own >= 0 && !Of(group)[own].Process.Equals(self))
        {
            return false;
        }

        if (own < 0)
        {
            Of(group).Add(new ClusterEntry(self, isMember, 0));
        }
        else
        {
            var entry = Of(group)[own];
            Of(group)[own] = entry with { Beats = entry.Beats + 1, IsMember = entry.IsMember || isMember };
        }

        return true;
    });

    public Task<bool> DownAsync(
        string group, ClusterProcess self, IReadOnlyCollection<ClusterProcess> unseen, CancellationToken cancel) => Do(() =>
    {
        if (_downed.Contains((group, self)))
        {
            return false;
        }

        Mark(group, unseen);
        return true;
    });

    public Task LeaveAsync(string group, ClusterProcess self, CancellationToken cancel) => Do(() =>
    {
        Of(group).RemoveAll(entry => entry.Process.Equals(self));
        return _downed.Remove((group, self));
    });

    private void Mark(string group, IReadOnlyCollection<ClusterProcess> processes)
    {
        foreach (var process in processes)
        {
            _downed.Add((group, process));
            Of(group).RemoveAll(entry => entry.Process.Equals(process));
        }
    }

    private IReadOnlyList<ClusterEntry> Copy(string group) => [.. Of(group)];

    private List<ClusterEntry> Of(string group) =>
        _entries.TryGetValue(group, out var entries) ? entries : _entries[group] = [];

    private Task<T> Do<T>(Func<T> work)
    {
        if (IsAway)
        {
            Interlocked.Increment(ref _refused);
            return Task.FromException<T>(new StoreUnavailableException("The database is away.", new IOException("away")));
        }

        lock (_gate)
        {
            return Task.FromResult(work());
        }
    }
}
