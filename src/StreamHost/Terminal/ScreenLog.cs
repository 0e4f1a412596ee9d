using System.Globalization;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace StreamReco.StreamHost.Terminal;

/// <summary>
/// Log lines above a picture that is redrawn: they go through its console, which draws the picture anew below them. Written beside it they
/// would tear it.
/// </summary>
internal sealed class ScreenLog(IAnsiConsole console, TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new LineLogger(console, time, categoryName);

    public void Dispose()
    {
        // Holds nothing that has to be given back.
    }

    private sealed class LineLogger(IAnsiConsole console, TimeProvider time, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var text = $"{formatter(state, exception)}{(exception is null ? "" : $": {exception.Message}")}".ReplaceLineEndings(" ");
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss.fff} {logLevel.ToString().ToLowerInvariant()}: {category}[{eventId.Id}] {text}"));
        }
    }
}
