using Microsoft.Extensions.Logging;
using Spectre.Console;
using StreamReco.StreamHost.Terminal;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>While a picture is redrawn, log lines go through its console, a line each.</summary>
public sealed class ScreenLogTests
{
    [Fact]
    public void A_line_has_time_level_category_and_number_and_stays_one_line()
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 500;
        using var log = new ScreenLog(console, new ManualTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero)));

        log.CreateLogger("A.B").Log(LogLevel.Warning, new EventId(12), 7, new IOException("no\nspace"), (state, _) => $"line [{state}]\nend");

        output.ToString().TrimEnd().ShouldBe("03:04:05.678 warning: A.B[12] line [7] end: no space");
    }
}
