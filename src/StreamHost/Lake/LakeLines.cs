using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Lake;

/// <summary>The log lines of a process that writes a lake.</summary>
internal static partial class LakeLines
{
    [LoggerMessage(150, LogLevel.Information, "lake: {Topic} {Partition} goes on at offset {Next}")]
    public static partial void Opened(ILogger logger, string topic, int partition, long? next);

    [LoggerMessage(151, LogLevel.Information, "lake: {Topic} {Partition}, offsets {From} to {To} committed, {Rows} rows in {Files} files")]
    public static partial void Committed(ILogger logger, string topic, int partition, long from, long to, long rows, int files);

    [LoggerMessage(152, LogLevel.Warning, "lake: {Topic} {Partition} failed and goes on from its last commit in {Seconds:F1} s: {Reason}")]
    public static partial void Failed(ILogger logger, string topic, int partition, double seconds, string reason);
}
