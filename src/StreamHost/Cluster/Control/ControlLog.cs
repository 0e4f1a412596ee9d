using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>The log lines of the control plane.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(120, LogLevel.Information, "control plane of group {Group} runs here under epoch {Epoch}; open requests {Open}")]
    public static partial void Opened(ILogger logger, string group, long epoch, int open);

    [LoggerMessage(121, LogLevel.Information, "request {Id}: {Kind} by {By}")]
    public static partial void Requested(ILogger logger, string id, string kind, string by);

    [LoggerMessage(122, LogLevel.Information, "request {Id} ({Kind}): {End}")]
    public static partial void Ended(ILogger logger, string id, string kind, string end);

    [LoggerMessage(123, LogLevel.Warning, "request {Id} failed {Tries} times, tried again in {Wait}: {Reason}")]
    public static partial void TriedAgain(ILogger logger, string id, int tries, TimeSpan wait, string reason);

    [LoggerMessage(124, LogLevel.Error, "event {Number} of the control plane was not written, it is opened again: {Reason}")]
    public static partial void WriteFailed(ILogger logger, long number, string reason);

    [LoggerMessage(125, LogLevel.Error, "control plane cannot read its journal, it is opened again: {Reason}")]
    public static partial void RecoveryFailed(ILogger logger, string reason);

    [LoggerMessage(126, LogLevel.Warning, "control plane of group {Group} under epoch {Epoch} was overtaken by a newer one and stops")]
    public static partial void Superseded(ILogger logger, string group, long epoch);

    [LoggerMessage(127, LogLevel.Warning, "what ended requests noted in the state database is not deleted yet: {Reason}")]
    public static partial void NotForgotten(ILogger logger, string reason);

    [LoggerMessage(128, LogLevel.Warning, "control plane waits for the state database: {Reason}")]
    public static partial void Waits(ILogger logger, string reason);
}
