using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>Keeps log lines with their levels.</summary>
internal sealed class RecordedLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> At(LogLevel level) =>
        [.. _lines.Where(line => line.Level == level).Select(line => line.Text)];

    public IReadOnlyList<string> All => [.. _lines.Select(line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));
}
