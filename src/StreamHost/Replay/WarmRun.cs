using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Cluster.Downing;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// Makes the state of a group from history, in silence, up to a cut that the group then goes on from: the state and the
/// committed offset are the group's own, so its first node answers the first click behind the cut and none before. Where
/// another group still answers, it follows that one until its nodes have stopped; the cut is where they committed last.
/// </summary>
internal sealed class WarmRun(ReplaySettings settings, ReplayFolder folder, TimeProvider time)
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);

    private readonly ReplayRun _run = new(settings, folder, time);

    /// <summary>Runs to the cut, or until it is stopped; the same line goes on from its last commit.</summary>
    /// <param name="screen">Receives what is done.</param>
    /// <param name="loggers">Where the stages log.</param>
    /// <param name="stop">Ends it in good order.</param>
    /// <returns>Whether the cut is reached.</returns>
    /// <exception cref="UserErrorException">The group has running nodes, or a state of its own.</exception>
    public async Task<bool> RunAsync(Screen screen, ILoggerFactory loggers, CancellationToken stop)
    {
        if (await HasNodesAsync(settings.Options.Kafka.Group, settings.Options.State.Connection, stop))
        {
            throw new UserErrorException(
                $"Group '{settings.Options.Kafka.Group}' (--group) has running nodes: stop them, or name a new group.");
        }

        while (true)
        {
            // Asked first: what a group without nodes has committed by now is all that it ever will.
            var isLast = settings.After is null || !await HasNodesAsync(settings.After, settings.AfterState, stop);
            if (!await PassAsync(screen, loggers, stop))
            {
                return false;
            }

            if (isLast)
            {
                return true;
            }

            await Task.Delay(_look, time, stop);
        }
    }

    private async Task<bool> PassAsync(Screen screen, ILoggerFactory loggers, CancellationToken stop)
    {
        var (plan, done) = await Task.Run(() => _run.Prepare(stop), stop);
        if (done == plan.Partitions.Sum(span => span.Length()))
        {
            return true;
        }

        ReplayLines.Begin(screen, plan, done, []);
        var report = await ProgressDisplay.RunAsync(
            screen, time, "warming", line => _run.RunAsync(plan, done, loggers, line, stop));
        ReplayLines.End(screen, report);
        return report.IsFinished;
    }

    /// <summary>A state that is not there has no nodes: the file of a new group is made by the first pass.</summary>
    private async Task<bool> HasNodesAsync(string group, string state, CancellationToken stop) =>
        (StoreAddress.Parse(state).Path is not { } file || File.Exists(file))
        && await new GroupActivity(new SqlClusterLedger(state), time).HasNodesAsync(group, stop);
}
