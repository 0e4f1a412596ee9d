using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;

namespace StreamReco.Rig.Simulation;

/// <summary>A node's connection to the cluster's ledger in the state database.</summary>
internal sealed class LedgerClient(SimulatedWorld world, SimulatedNode node) : IClusterLedger
{
    public Task InitializeAsync(CancellationToken cancel) => world.Ledger.InitializeAsync(cancel);

    public Task<IReadOnlyList<ClusterEntry>> EnterAsync(string group, ClusterProcess self, CancellationToken cancel) =>
        SendAsync("enters the ledger", () => world.Ledger.EnterAsync(group, self, CancellationToken.None), cancel);

    public Task<IReadOnlyList<ClusterEntry>> EntriesAsync(string group, CancellationToken cancel) =>
        SendAsync("reads the ledger", () => world.Ledger.EntriesAsync(group, CancellationToken.None), cancel);

    public Task<FormOutcome> FormAsync(
        string group, ClusterProcess self, IReadOnlyCollection<ClusterProcess> dead, CancellationToken cancel) =>
        SendAsync("forms the cluster", () => world.Ledger.FormAsync(group, self, dead, CancellationToken.None), cancel);

    public Task<bool> BeatAsync(string group, ClusterProcess self, bool isMember, CancellationToken cancel) =>
        SendAsync("gives a sign of life", () => world.Ledger.BeatAsync(group, self, isMember, CancellationToken.None), cancel);

    public async Task<bool> DownAsync(
        string group, ClusterProcess self, IReadOnlyCollection<ClusterProcess> unseen, CancellationToken cancel)
    {
        var asks = world.Plan.Bug == PlantedBug.BothSidesGoOn ? new ClusterProcess("nobody", 0) : self;
        try
        {
            return await SendAsync(
                $"marks {string.Join(", ", unseen)}",
                () => world.Ledger.DownAsync(group, asks, unseen, CancellationToken.None), cancel);
        }
        catch (StoreUnavailableException) when (world.Plan.Bug == PlantedBug.DowningWithoutTheDatabase)
        {
            return true;
        }
    }

    public async Task LeaveAsync(string group, ClusterProcess self, CancellationToken cancel) => await SendAsync(
        "leaves the ledger",
        async () =>
        {
            await world.Ledger.LeaveAsync(group, self, CancellationToken.None);
            return true;
        },
        cancel);

    private Task<T> SendAsync<T>(string what, Func<Task<T>> execute, CancellationToken cancel) =>
        world.Network.SendAsync(node, what, execute, StoreClient.Unavailable, cancel);
}
