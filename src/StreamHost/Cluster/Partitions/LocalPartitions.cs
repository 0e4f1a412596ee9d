using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// Partitions whose owners are all in this process, without a cluster: nobody else takes part in a replay. Its actor system
/// is its own and ends with it.
/// </summary>
internal sealed class LocalPartitions : IAsyncDisposable
{
    private const string Settings = """
        akka {
          stdout-loglevel = OFF
          stdout-logger-class = "StreamReco.StreamHost.Cluster.Logging.SilentLogger, streamreco"
          loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off }
        }
        """;

    private readonly ActorSystem _system;
    private readonly List<IActorRef> _owners;
    private readonly TimeSpan _drainMax;

    /// <param name="role">What is done with a partition.</param>
    /// <param name="partitions">The partitions.</param>
    /// <param name="logger">Where the owners log.</param>
    public LocalPartitions(IPartitionRole role, IEnumerable<int> partitions, ILogger logger)
    {
        _drainMax = role.DrainMax;
        _system = ActorSystem.Create("streamreco-local", ConfigurationFactory.ParseString(Settings));
        _owners = [.. partitions.Select(partition =>
            _system.ActorOf(PartitionActor.Props(role, partition, logger), $"partition-{partition}"))];
    }

    /// <summary>Ends in good order: what was read is committed, the states are stored.</summary>
    /// <returns>False if that took longer than a drain may.</returns>
    public async Task<bool> LeaveAsync()
    {
        var ends = await Task.WhenAll(_owners.Select(EndAsync));
        return Array.TrueForAll(ends, ended => ended);
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
    }

    private async Task<bool> EndAsync(IActorRef owner)
    {
        try
        {
            // The actor bounds its own drain; the margin is for closing its clients.
            return await owner.GracefulStop(_drainMax * 2, LeavePartition.Instance);
        }
        catch (TaskCanceledException)
        {
            return false;
        }
    }
}
