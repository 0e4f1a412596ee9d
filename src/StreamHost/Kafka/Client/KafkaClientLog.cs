using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>
/// Brings librdkafka's own lines to a logger. Lines of warning and above keep their level at most once in
/// <see cref="QuietSeconds"/> for each kind (a dead broker is reported at every attempt to connect); the rest, and what
/// says no more than that a setting does not concern this kind of client, is for debugging.
/// </summary>
public sealed partial class KafkaClientLog(ILogger logger, TimeProvider time)
{
    public const int QuietSeconds = 30;

    /// <summary>librdkafka's kind of the lines on settings that a producer has no use for, or a consumer.</summary>
    private const string SettingNotUsed = "CONFWARN";

    private readonly Dictionary<string, long> _warnedAt = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _saidFallback;

    public ConsumerBuilder<TKey, TValue> Attach<TKey, TValue>(ConsumerBuilder<TKey, TValue> builder) =>
        builder.SetLogHandler((_, line) => Write(line)).SetErrorHandler((_, error) => Write(error));

    public ProducerBuilder<TKey, TValue> Attach<TKey, TValue>(ProducerBuilder<TKey, TValue> builder) =>
        builder.SetLogHandler((_, line) => Write(line)).SetErrorHandler((_, error) => Write(error));

    public AdminClientBuilder Attach(AdminClientBuilder builder) =>
        builder.SetLogHandler((_, line) => Write(line)).SetErrorHandler((_, error) => Write(error));

    /// <summary>Takes a line; called on librdkafka's threads.</summary>
    public void Write(LogMessage line)
    {
        if (line.Level <= SyslogLevel.Warning && line.Facility != SettingNotUsed && IsDue(line.Facility))
        {
            LogWarning(logger, line.Facility, line.Message);
        }
        else
        {
            LogDebug(logger, line.Facility, line.Message);
        }
    }

    /// <summary>Takes an error that the client deals with itself, unless it is fatal.</summary>
    public void Write(Error error)
    {
        if (error.IsFatal)
        {
            LogFatal(logger, error.Code, error.Reason);
        }
        else
        {
            LogDebug(logger, error.Code.ToString(), error.Reason);
        }
    }

    /// <summary>Takes an error that operators should hear of although the node goes on.</summary>
    public void Warn(Error error)
    {
        if (IsDue(error.Code.ToString()))
        {
            LogWarning(logger, error.Code.ToString(), error.Reason);
        }
    }

    /// <summary>Records cannot go past Confluent.Kafka: they cost more.</summary>
    public void WarnOfFallback(string reason)
    {
        if (!Interlocked.Exchange(ref _saidFallback, true))
        {
            LogFallback(logger, reason);
        }
    }

    private bool IsDue(string facility)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_warnedAt.TryGetValue(facility, out var last)
                && time.GetElapsedTime(last, now).TotalSeconds < QuietSeconds)
            {
                return false;
            }

            _warnedAt[facility] = now;
            return true;
        }
    }

    [LoggerMessage(40, LogLevel.Debug, "librdkafka {Facility}: {Line}")]
    private static partial void LogDebug(ILogger logger, string facility, string line);

    [LoggerMessage(41, LogLevel.Warning, "librdkafka {Facility}: {Line}")]
    private static partial void LogWarning(ILogger logger, string facility, string line);

    [LoggerMessage(43, LogLevel.Warning, "records go through Confluent.Kafka one by one, which takes more CPU: {Reason}")]
    private static partial void LogFallback(ILogger logger, string reason);

    [LoggerMessage(42, LogLevel.Error, "Kafka's client has stopped for good: {Code}: {Reason}")]
    private static partial void LogFatal(ILogger logger, ErrorCode code, string reason);
}
