using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Cluster.Downing;

/// <summary>
/// Asks the state database whether a side of a split goes on. While the database is away the decision waits, and with it
/// both sides; nobody goes on without it.
/// </summary>
/// <param name="ledger">The state database.</param>
/// <param name="group">The group.</param>
/// <param name="databaseWait">Longest wait for the database: <c>Cluster:DatabaseWaitMs</c>.</param>
/// <param name="time">Paces the tries.</param>
/// <param name="logger">Where it is reported.</param>
internal sealed partial class DowningDecision(
    IClusterLedger ledger, string group, TimeSpan databaseWait, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _retryMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _retryMax = TimeSpan.FromSeconds(2);

    /// <summary>Marks the processes that a side does not see as downed, for ever, unless it is marked itself.</summary>
    /// <param name="self">Who asks for its side.</param>
    /// <param name="unseen">What it does not see.</param>
    /// <returns>Whether the side goes on; else all of it must end.</returns>
    /// <exception cref="StoreUnavailableException">The database stayed away for too long: all of the side must end.</exception>
    public async Task<bool> QueryAsync(ClusterProcess self, IReadOnlyCollection<ClusterProcess> unseen)
    {
        var started = time.GetTimestamp();
        var names = string.Join(", ", unseen);
        for (var wait = _retryMin; ; wait = wait * 2 < _retryMax ? wait * 2 : _retryMax)
        {
            try
            {
                var mayGoOn = await ledger.DownAsync(group, self, unseen, CancellationToken.None);
                if (mayGoOn)
                {
                    LogGoesOn(logger, names);
                }
                else
                {
                    LogRefused(logger, names);
                }

                return mayGoOn;
            }
            catch (StoreUnavailableException e)
            {
                if (time.GetElapsedTime(started) > databaseWait)
                {
                    LogGivesUp(logger, names, databaseWait.TotalMilliseconds);
                    throw;
                }

                if (wait == _retryMin)
                {
                    LogWaits(logger, names, e.Message);
                }

                await Task.Delay(wait, time);
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
    private static partial void LogGivesUp(ILogger logger, string nodes, double databaseWaitMs);
}
