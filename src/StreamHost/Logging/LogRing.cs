using System.Text;
using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Logging;

/// <summary>The newest log lines in memory, for <c>log tail</c>. Thread-safe.</summary>
internal sealed class LogRing(TimeProvider time) : ILoggerProvider
{
    private const int LinesMax = 2_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new();
    private long _next;

    public ILogger CreateLogger(string categoryName) => new RingLogger(this, categoryName);

    /// <summary>Lines from a number on, oldest first, at most the newest <paramref name="most"/> of them.</summary>
    /// <remarks>A number that is still to come was another process's: this one began after it, and all is new.</remarks>
    public IReadOnlyList<LogLine> From(long number, int most)
    {
        lock (_lock)
        {
            number = number > _next ? 0 : number;
            return [.. _lines.Where(line => line.Number >= number).TakeLast(most)];
        }
    }

    public void Dispose()
    {
        // Holds nothing that has to be given back.
    }

    private void Add(LogLevel level, string category, int eventId, string text)
    {
        lock (_lock)
        {
            _lines.Enqueue(new LogLine(_next++, time.GetUtcNow(), level, category, eventId, text));
            if (_lines.Count > LinesMax)
            {
                _lines.Dequeue();
            }
        }
    }

    private sealed class RingLogger(LogRing ring, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var text = new StringBuilder(formatter(state, exception));
            if (exception is not null)
            {
                text.Append(": ").Append(exception.Message);
            }

            ring.Add(logLevel, category[(category.LastIndexOf('.') + 1)..], eventId.Id, text.ToString().ReplaceLineEndings(" "));
        }
    }
}

/// <summary>A log line.</summary>
/// <param name="Number">Rises by one a line.</param>
/// <param name="At">When it was written.</param>
/// <param name="Level">Its level.</param>
/// <param name="Category">Who wrote it.</param>
/// <param name="EventId">Its id in OPERATIONS.md; 0 for lines of libraries.</param>
/// <param name="Text">The line.</param>
internal sealed record LogLine(long Number, DateTimeOffset At, LogLevel Level, string Category, int EventId, string Text);
