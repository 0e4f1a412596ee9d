using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http;

/// <summary>
/// The loggers of the web server. A refused connection is counted and reported in one warning for all of the last seconds;
/// health checks report nothing, because <c>/health/ready</c> does.
/// </summary>
internal sealed partial class ServerLoggers(ILoggerFactory inner, HttpOptions options, TimeProvider time) : ILoggerFactory
{
    private const string Connections = "Microsoft.AspNetCore.Server.Kestrel.Connections";
    private const string HealthChecks = "Microsoft.Extensions.Diagnostics.HealthChecks";

    /// <summary>Kestrel's event "connection rejected".</summary>
    private const int Refused = 24;

    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(10);

    private readonly ILogger _own = inner.CreateLogger<ServerLoggers>();
    private readonly Lock _gate = new();
    private long _refused;
    private long? _toldAt;

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(HealthChecks, StringComparison.Ordinal) ? NullLogger.Instance
        : categoryName == Connections ? new ConnectionLogger(this, inner.CreateLogger(categoryName))
        : inner.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // The loggers belong to the process.
    }

    private void NoteRefused()
    {
        lock (_gate)
        {
            _refused++;
            if (_toldAt is { } at && time.GetElapsedTime(at) < _quiet)
            {
                return;
            }

            LogRefused(_own, _refused, options.ConnectionsMax);
            (_refused, _toldAt) = (0, time.GetTimestamp());
        }
    }

    [LoggerMessage(73, LogLevel.Warning,
        "{Count} connections were refused since the last such line: Http:ConnectionsMax is {Max}")]
    private static partial void LogRefused(ILogger logger, long count, int max);

    private sealed class ConnectionLogger(ServerLoggers loggers, ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == Refused)
            {
                loggers.NoteRefused();
            }
            else
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
