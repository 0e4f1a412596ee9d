using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Lake;

/// <summary>The log lines of a process that writes a lake.</summary>
internal static partial class LakeLines
{
    /// <summary>A partition is written from here on.</summary>
    /// <param name="logger">The log.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="next">The offset after its newest commit; null where the lake has none of it yet.</param>
    public static void Opened(ILogger logger, string topic, int partition, long? next)
    {
        if (next is { } offset)
        {
            GoesOn(logger, topic, partition, offset);
        }
        else
        {
            Begins(logger, topic, partition);
        }
    }

    [LoggerMessage(151, LogLevel.Information, "lake: {Topic} {Partition}, offsets {From} to {To} committed, {Rows} rows in {Files} files")]
    public static partial void Committed(ILogger logger, string topic, int partition, long from, long to, long rows, int files);

    [LoggerMessage(152, LogLevel.Warning, "lake: {Topic} {Partition} failed and goes on from its last commit in {Seconds:F1} s: {Reason}")]
    public static partial void Failed(ILogger logger, string topic, int partition, double seconds, string reason);

    [LoggerMessage(150, LogLevel.Information, "lake: {Topic} {Partition} goes on at offset {Next}")]
    private static partial void GoesOn(ILogger logger, string topic, int partition, long next);

    [LoggerMessage(153, LogLevel.Information, "lake: {Topic} {Partition} begins with its oldest record, the lake has none of it yet")]
    private static partial void Begins(ILogger logger, string topic, int partition);
}
