using Akka.Actor;
using Akka.Coordination;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster.Downing;

/// <summary>
/// Which side of a split goes on is decided by the state database (split-brain resolver, lease-majority). It is no lease
/// in time: whoever comes first marks the processes that it does not see as downed, for ever, and a marked process is
/// refused. So a process that was stopped for however long finds itself marked when it wakes, and ends.
/// </summary>
/// <remarks>
/// While the database is away the decision waits, and with it both sides; nobody goes on without it. After
/// <c>Cluster:DatabaseWaitMs</c> it fails, which the resolver takes for a refusal: the nodes end, and wait for the
/// database at their next start. The processes marked are those that were unreachable when the resolver asked, because
/// those are what it takes down, even if one has come back meanwhile.
/// </remarks>
internal sealed partial class SqlDowningLease(LeaseSettings settings, ExtendedActorSystem system) : Lease(settings)
{
    private static readonly TimeSpan _retryMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _retryMax = TimeSpan.FromSeconds(2);

    private readonly ClusterSetup _setup = ClusterSetup.Of(system);
    private readonly ILogger _logger = ClusterSetup.Of(system).Loggers.CreateLogger<SqlDowningLease>();

    /// <summary>
    /// Never: each decision is written down by itself. Held over from one decision to the next, the lease would let
    /// processes be taken down that nobody marked.
    /// </summary>
    public override bool CheckLease() => false;

    public override Task<bool> Acquire() => Acquire(_ => { });

    public override Task<bool> Acquire(Action<Exception> leaseLostCallback)
    {
        var cluster = AkkaCluster.Get(system);
        ClusterProcess[] unseen = [.. cluster.State.Unreachable.Select(member => Processes.Of(member.UniqueAddress))];
        return Task.Run(() => AskAsync(Processes.Of(cluster.SelfUniqueAddress), unseen));
    }

    public override Task<bool> Release() => Task.FromResult(true);

    private async Task<bool> AskAsync(ClusterProcess self, IReadOnlyCollection<ClusterProcess> unseen)
    {
        var started = _setup.Time.GetTimestamp();
        var names = string.Join(", ", unseen);
        for (var wait = _retryMin; ; wait = wait * 2 < _retryMax ? wait * 2 : _retryMax)
        {
            try
            {
                var mayGoOn = await _setup.Ledger.DownAsync(_setup.Group, self, unseen, CancellationToken.None);
                if (mayGoOn)
                {
                    LogGoesOn(_logger, names);
                }
                else
                {
                    LogRefused(_logger, names);
                }

                return mayGoOn;
            }
            catch (StoreUnavailableException e)
            {
                if (_setup.Time.GetElapsedTime(started).TotalMilliseconds > _setup.Options.DatabaseWaitMs)
                {
                    LogGivesUp(_logger, names, _setup.Options.DatabaseWaitMs);
                    throw new LeaseException(e.Message, e);
                }

                if (wait == _retryMin)
                {
                    LogWaits(_logger, names, e.Message);
                }

                await Task.Delay(wait, _setup.Time);
            }
        }
    }

    [LoggerMessage(80, LogLevel.Warning, "cluster goes on without {Nodes}: they are marked as downed")]
    private static partial void LogGoesOn(ILogger logger, string nodes);

    [LoggerMessage(81, LogLevel.Error, "this node is marked as downed: the others went on without it while it did not answer. It ends; it does not see {Nodes}")]
    private static partial void LogRefused(ILogger logger, string nodes);

    [LoggerMessage(82, LogLevel.Warning, "whether to go on without {Nodes} waits for the state database: {Reason}")]
    private static partial void LogWaits(ILogger logger, string nodes, string reason);

    [LoggerMessage(83, LogLevel.Error, "whether to go on without {Nodes} could not be decided within Cluster:DatabaseWaitMs={DatabaseWaitMs}: this node ends")]
    private static partial void LogGivesUp(ILogger logger, string nodes, int databaseWaitMs);
}
