using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka.Committing;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>The lines on the partitions of a process.</summary>
internal static partial class PartitionLog
{
    [LoggerMessage(10, LogLevel.Information, "partitions assigned: {Partition}")]
    public static partial void Assigned(ILogger logger, int partition);

    [LoggerMessage(11, LogLevel.Information, "partitions revoked: {Partition}")]
    public static partial void Revoked(ILogger logger, int partition);

    [LoggerMessage(12, LogLevel.Warning, "shard of partition {Partition} failed (try {Try}) and is opened again in {Seconds:F1} s: {Reason}")]
    private static partial void ShardFailed(
        ILogger logger, int partition, int @try, double seconds, string reason);

    /// <summary>Logs that a shard failed, unless that was logged often enough.</summary>
    /// <param name="logger">Where to.</param>
    /// <param name="partition">The shard's partition.</param>
    /// <param name="failures">Failures since its last commit, before this one.</param>
    /// <param name="wait">Until it is opened again.</param>
    /// <param name="reason">Why it failed.</param>
    public static void ReportFailure(
        ILogger logger, int partition, int failures, TimeSpan wait, string reason)
    {
        if (ShardFailure.IsLogged(failures))
        {
            ShardFailed(logger, partition, failures + 1, wait.TotalSeconds, reason);
        }
    }

    [LoggerMessage(14, LogLevel.Warning, "a shard did not end in good order, its next owner repeats the rest: {Reason}")]
    public static partial void DrainFailed(ILogger logger, string reason);
}
