using System.Globalization;
using StreamReco.StreamHost.Cli;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>What one command line wrote and how it ended.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command line in this process, as a pipe would see it.</summary>
    public static Task<CommandLineRun> OfAsync(params string[] args) => OfAsync(TimeProvider.System, args);

    /// <summary>The same by another clock.</summary>
    public static async Task<CommandLineRun> OfAsync(TimeProvider time, params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var screen =
            new Screen(TextWriter.Synchronized(output), TextWriter.Synchronized(error), live: false, colors: false);
        var exitCode = await new CommandLineHost(screen, time).RunAsync(args, CancellationToken.None);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
