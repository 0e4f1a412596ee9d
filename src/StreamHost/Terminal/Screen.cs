using Spectre.Console;

namespace StreamReco.StreamHost.Terminal;

/// <summary>
/// Where a command writes: results to standard output, progress and errors to standard error, so that results can be
/// piped. Colours and moving bars only where a person watches, and no colours under NO_COLOR.
/// </summary>
internal sealed class Screen
{
    /// <summary>Where nobody watches: what a program reads is neither wrapped nor cut.</summary>
    private const int PlainWidth = 10_000;

    private readonly bool _live;
    private readonly bool _colors;

    /// <param name="output">Results.</param>
    /// <param name="error">Progress and errors.</param>
    /// <param name="live">Whether lines may move: both writers are a terminal.</param>
    /// <param name="colors">Whether colours are wanted.</param>
    /// <param name="quiet">Whether progress is left out.</param>
    /// <param name="task">Gets every progress line, too; null for none.</param>
    public Screen(
        TextWriter output, TextWriter error, bool live, bool colors, bool quiet = false, ITaskProgress? task = null)
    {
        (Output, Error, _live, _colors, IsQuiet, Task) = (output, error, live, colors, quiet, task);
        Results = ConsoleOn(output);
        Progress = ConsoleOn(error);
    }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    /// <summary>Whether a person watches: bars may move, tables may be redrawn.</summary>
    public bool IsLive => _live && !IsQuiet;

    /// <summary>Whether <c>--quiet</c> was given.</summary>
    public bool IsQuiet { get; }

    /// <summary>What gets every progress line beside the terminal; null for none.</summary>
    public ITaskProgress? Task { get; }

    /// <summary>Tables and live views of results, on standard output.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>Progress, on standard error.</summary>
    public IAnsiConsole Progress { get; }

    /// <summary>The process's own console.</summary>
    public static Screen OfProcess() => new(
        Console.Out,
        Console.Error,
        live: !Console.IsOutputRedirected && !Console.IsErrorRedirected
            && Environment.GetEnvironmentVariable("TERM") != "dumb",
        colors: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    /// <summary>The same screen without progress.</summary>
    public Screen Quieted() => new(Output, Error, _live, _colors, quiet: true, Task);

    /// <summary>The same screen, whose progress lines somebody else gets, too.</summary>
    public Screen With(ITaskProgress task) => new(Output, Error, _live, _colors, IsQuiet, task);

    private IAnsiConsole ConsoleOn(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = _live ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = _live && _colors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = _live ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!_live)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
