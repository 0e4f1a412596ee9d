using System.Globalization;
using System.Text.Json;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Cluster.Downing;
using StreamReco.StreamHost.Cluster.Sharding;
using StreamReco.StreamHost.Sql;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster.Views;

/// <summary>The control of the cluster by one of its members.</summary>
internal sealed class ClusterControl(ActorSystem system, DrainedNodes drained) : IClusterControl
{
    private static readonly TimeSpan _statsTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Longer than the downing of a member that cannot be reached: until then nobody agrees on anything.</summary>
    private static readonly TimeSpan _leaveMax = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    /// <summary>A node that ends itself forgets the others first: that a member is gone counts when it stays so.</summary>
    private const int LooksAtGone = 5;

    private readonly AkkaCluster _cluster = AkkaCluster.Get(system);
    private readonly ClusterSetup _setup = ClusterSetup.Of(system);

    public ClusterSnapshot Snapshot()
    {
        var state = _cluster.State;
        return new ClusterSnapshot(
            _setup.Group,
            Processes.HostPortOf(_cluster.SelfAddress),
            state.Leader is { } leader ? Processes.HostPortOf(leader) : null,
            Oldest(state) is { } oldest ? Processes.HostPortOf(oldest.Address) : null,
            [
                .. state.Members.Select(member => View(member, state))
                    .OrderBy(member => member.Address, StringComparer.Ordinal),
            ]);
    }

    public async Task<ShardingSnapshot> ShardingAsync(CancellationToken cancel)
    {
        var sharding = ClusterSharding.Get(system);
        var regions = new List<ShardRegionView>();
        foreach (var kind in sharding.ShardTypeNames.Order(StringComparer.Ordinal))
        {
            var stats = await sharding.ShardRegion(kind).Ask<ClusterShardingStats>(
                new GetClusterShardingStats(_statsTimeout), _statsTimeout * 2, cancel);
            regions.AddRange(stats.Regions
                .Select(region => new ShardRegionView(
                    kind, Processes.HostPortOf(region.Key), [.. region.Value.Stats.Keys.OrderBy(Order).ThenBy(id => id, StringComparer.Ordinal)],
                    region.Value.Stats.Values.Sum(), region.Value.Failed.Count == 0))
                .OrderBy(region => region.Address, StringComparer.Ordinal));
        }

        return new ShardingSnapshot(regions);
    }

    public bool IsDrained(string address) => Find(address) is { } member && drained.Contains(Processes.Of(member.UniqueAddress));

    public async Task<bool> DrainAsync(string address, CancellationToken cancel) =>
        await drained.AddAsync(Processes.Of(Require(address).UniqueAddress)).WaitAsync(cancel);

    public async Task<bool> ResumeAsync(string address, CancellationToken cancel) =>
        await drained.RemoveAsync(Processes.Of(Require(address).UniqueAddress)).WaitAsync(cancel);

    public async Task LeaveAsync(string address, CancellationToken cancel)
    {
        var leaving = Require(address).UniqueAddress;
        _cluster.Leave(leaving.Address);
        var (began, gone) = (_setup.Time.GetTimestamp(), 0);
        while (StatusOf(leaving) is not MemberStatus.Exiting && gone < LooksAtGone)
        {
            if (_cluster.IsTerminated || _cluster.SelfMember.Status != MemberStatus.Up)
            {
                if (leaving == _cluster.SelfUniqueAddress)
                {
                    return;
                }

                throw new ClusterMemberException("The node that was asked ends itself: the member may not know that it is to leave. Ask another node.");
            }

            if (_setup.Time.GetElapsedTime(began) > _leaveMax)
            {
                throw new ClusterMemberException(
                    $"Not all members agreed within {_leaveMax.TotalSeconds:F0} s that {address} leaves; it leaves once they do. "
                    + $"Members that cannot be reached: {UnreachableNames()}. 'cluster down' takes out what is gone.");
            }

            await Task.Delay(_look, _setup.Time, cancel);
            gone = StatusOf(leaving) is null ? gone + 1 : 0;
        }
    }

    private MemberStatus? StatusOf(UniqueAddress node) =>
        _cluster.State.Members.FirstOrDefault(member => member.UniqueAddress == node)?.Status;

    private string UnreachableNames() => _cluster.State.Unreachable.Count == 0 ? "none"
        : string.Join(", ", _cluster.State.Unreachable.Select(member => Processes.HostPortOf(member.Address)).Order(StringComparer.Ordinal));

    public async Task DownAsync(string address, CancellationToken cancel) => await DownAsync([Require(address)], cancel);

    public async Task<IReadOnlyList<string>> DownUnreachableAsync(CancellationToken cancel)
    {
        Member[] members = [.. _cluster.State.Unreachable];
        await DownAsync(members, cancel);
        return [.. members.Select(member => Processes.HostPortOf(member.Address)).Order(StringComparer.Ordinal)];
    }

    /// <summary>First marked, then taken out: a process that only slept must find the mark when it wakes.</summary>
    private async Task DownAsync(Member[] members, CancellationToken cancel)
    {
        ClusterProcess[] processes = [.. members.Select(member => Processes.Of(member.UniqueAddress))];
        if (processes.Length > 0
            && !await _setup.Ledger.DownAsync(_setup.Group, Processes.Of(_cluster.SelfUniqueAddress), processes, cancel))
        {
            throw new ClusterMemberException("The node that was asked is marked as downed itself and ends; ask another one.");
        }

        foreach (var member in members)
        {
            _cluster.Down(member.Address);
        }
    }

    private Member? Find(string address) =>
        _cluster.State.Members.FirstOrDefault(member => Processes.HostPortOf(member.Address) == address);

    private Member Require(string address) => Find(address) ?? throw new ClusterMemberException(
        $"There is no member '{address}'; there are {string.Join(", ", Snapshot().Members.Select(member => member.Address))}.");

    private ClusterMember View(Member member, ClusterEvent.CurrentClusterState state) => new(
        Processes.HostPortOf(member.Address),
        JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Status.ToString()),
        !state.Unreachable.Contains(member),
        drained.Contains(Processes.Of(member.UniqueAddress)),
        [.. member.Roles.Order(StringComparer.Ordinal)],
        member.AppVersion.Version);

    private static Member? Oldest(ClusterEvent.CurrentClusterState state) => state.Members
        .Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Exiting)
        .Order(Member.AgeOrdering).FirstOrDefault();

    /// <summary>Partitions in the order of their numbers.</summary>
    private static int Order(string shard) =>
        int.TryParse(shard, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
}
