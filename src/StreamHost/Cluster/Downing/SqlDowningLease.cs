using Akka.Actor;
using Akka.Coordination;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Sql;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster.Downing;

/// <summary>
/// Which side of a split goes on is decided by the state database (split-brain resolver, lease-majority). It is no lease
/// in time: whoever comes first marks the processes that it does not see as downed, for ever, and a marked process is
/// refused. So a process that was stopped for however long finds itself marked when it wakes, and ends.
/// </summary>
/// <remarks>
/// A decision that fails (<see cref="DowningDecision"/>) is a refusal to the resolver: the nodes end, and wait for the
/// database at their next start. The processes marked are those that were unreachable when the resolver asked, because
/// those are what it takes down, even if one has come back meanwhile.
/// </remarks>
internal sealed class SqlDowningLease : Lease
{
    private readonly ExtendedActorSystem _system;
    private readonly DowningDecision _decision;

    public SqlDowningLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings)
    {
        var setup = ClusterSetup.Of(system);
        _system = system;
        _decision = new DowningDecision(
            setup.Ledger, setup.Group, TimeSpan.FromMilliseconds(setup.Options.DatabaseWaitMs), setup.Time,
            setup.Loggers.CreateLogger<DowningDecision>());
    }

    /// <summary>
    /// Never: each decision is written down by itself. Held over from one decision to the next, the lease would let
    /// processes be taken down that nobody marked.
    /// </summary>
    public override bool CheckLease() => false;

    public override Task<bool> Acquire() => Acquire(_ => { });

    public override Task<bool> Acquire(Action<Exception> leaseLostCallback)
    {
        var cluster = AkkaCluster.Get(_system);
        ClusterProcess[] unseen = [.. cluster.State.Unreachable.Select(member => Processes.Of(member.UniqueAddress))];
        return Task.Run(() => QueryAsync(Processes.Of(cluster.SelfUniqueAddress), unseen));
    }

    public override Task<bool> Release() => Task.FromResult(true);

    private async Task<bool> QueryAsync(ClusterProcess self, IReadOnlyCollection<ClusterProcess> unseen)
    {
        try
        {
            return await _decision.QueryAsync(self, unseen);
        }
        catch (StoreUnavailableException e)
        {
            throw new LeaseException(e.Message, e);
        }
    }
}
