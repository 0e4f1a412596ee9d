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

    [LoggerMessage(12, LogLevel.Warning, "shard of {Partition} failed and is opened again in {Seconds:F1} s: {Reason}")]
    public static partial void ShardFailed(ILogger logger, TopicPartition partition, double seconds, string reason);

    [LoggerMessage(14, LogLevel.Warning, "a shard did not end in good order, its next owner repeats the rest: {Reason}")]
    public static partial void DrainFailed(ILogger logger, string reason);
}
