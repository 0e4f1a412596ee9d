using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Kafka;

/// <summary>The lines that <see cref="ClickConsumer"/> logs.</summary>
internal static partial class ConsumerLog
{
    [LoggerMessage(10, LogLevel.Information, "partitions assigned: {Partitions}")]
    public static partial void Assigned(ILogger logger, string partitions);

    [LoggerMessage(11, LogLevel.Information, "partitions revoked: {Partitions}")]
    public static partial void Revoked(ILogger logger, string partitions);

    [LoggerMessage(12, LogLevel.Warning, "shard of {Partition} failed (try {Try}) and is opened again in {Seconds:F1} s: {Reason}")]
    private static partial void ShardFailed(
        ILogger logger, TopicPartition partition, int @try, double seconds, string reason);

    /// <summary>Says that a shard failed, unless it has said so often enough.</summary>
    /// <param name="logger">Where to.</param>
    /// <param name="partition">The shard's partition.</param>
    /// <param name="failures">Failures since its last commit, before this one.</param>
    /// <param name="wait">Until it is opened again.</param>
    /// <param name="reason">Why it failed.</param>
    public static void TellFailure(
        ILogger logger, TopicPartition partition, int failures, TimeSpan wait, string reason)
    {
        if (ShardFailure.IsTold(failures))
        {
            ShardFailed(logger, partition, failures + 1, wait.TotalSeconds, reason);
        }
    }

    [LoggerMessage(14, LogLevel.Warning, "a shard did not end in good order, its next owner repeats the rest: {Reason}")]
    public static partial void DrainFailed(ILogger logger, string reason);
}
