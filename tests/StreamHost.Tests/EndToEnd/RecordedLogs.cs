using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>Keeps the lines of every logger from information upwards.</summary>
internal sealed class RecordedLogs : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.Text)];

    /// <summary>The lines of warning and above.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. _lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text)];

    /// <summary>Those that are not Kafka's client speaking of what it gets over by itself, or Akka.NET of a busy machine.</summary>
    public IReadOnlyList<string> OwnWarnings =>
    [
        .. Warnings.Where(line => !line.StartsWith("librdkafka ", StringComparison.Ordinal)
            && !line.Contains("Scheduled sending of heartbeat was delayed", StringComparison.Ordinal)),
    ];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Enqueue((logLevel, formatter(state, exception)));
        }
    }

    public void Dispose()
    {
    }
}
