using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http;

/// <summary>
/// The loggers of the web server. Refused connections and requests that took too long are counted and reported in one warning
/// for all of the last seconds; health checks report nothing, because <c>/health/ready</c> does.
/// </summary>
internal sealed partial class ServerLoggers : ILoggerFactory
{
    private const string Connections = "Microsoft.AspNetCore.Server.Kestrel.Connections";
    private const string Timeouts = "Microsoft.AspNetCore.Http.Timeouts";
    private const string HealthChecks = "Microsoft.Extensions.Diagnostics.HealthChecks";

    /// <summary>Kestrel's event of a connection beyond the limit.</summary>
    private const string Refused = "ConnectionRejected";

    /// <summary>The framework's event of a request beyond the time-out, which is answered 503.</summary>
    private const string TimedOut = "TimeoutExceptionHandled";

    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(10);

    private readonly ILoggerFactory _inner;
    private readonly Tally _refused;
    private readonly Tally _timedOut;

    public ServerLoggers(ILoggerFactory inner, HttpOptions options, TimeProvider time)
    {
        var own = inner.CreateLogger<ServerLoggers>();
        _inner = inner;
        _refused = new Tally(time, count => LogRefused(own, count, options.ConnectionsMax));
        _timedOut = new Tally(time, count => LogTimedOut(own, count, options.RequestTimeoutMs));
    }

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(HealthChecks, StringComparison.Ordinal) ? NullLogger.Instance
        : categoryName == Connections ? new CountingLogger(_inner.CreateLogger(categoryName), Refused, _refused)
        : categoryName.StartsWith(Timeouts, StringComparison.Ordinal)
            ? new CountingLogger(_inner.CreateLogger(categoryName), TimedOut, _timedOut)
        : _inner.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => _inner.AddProvider(provider);

    public void Dispose()
    {
        // The loggers belong to the process.
    }

    [LoggerMessage(73, LogLevel.Warning,
        "{Count} connections were refused since the last such line: Http:ConnectionsMax is {Max}")]
    private static partial void LogRefused(ILogger logger, long count, int max);

    [LoggerMessage(75, LogLevel.Warning,
        "{Count} requests were answered 503 since the last such line, because they took longer than Http:RequestTimeoutMs, which is {Max}")]
    private static partial void LogTimedOut(ILogger logger, long count, int max);

    /// <summary>Counts, and reports at once, then at most once in ten seconds.</summary>
    private sealed class Tally(TimeProvider time, Action<long> report)
    {
        private readonly Lock _gate = new();
        private long _count;
        private long? _reportedAt;

        public void Note()
        {
            lock (_gate)
            {
                _count++;
                if (_reportedAt is { } at && time.GetElapsedTime(at) < _quiet)
                {
                    return;
                }

                report(_count);
                (_count, _reportedAt) = (0, time.GetTimestamp());
            }
        }
    }

    /// <summary>Counts one event and hands the others on.</summary>
    private sealed class CountingLogger(ILogger inner, string counted, Tally tally) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == counted)
            {
                tally.Note();
            }
            else
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
