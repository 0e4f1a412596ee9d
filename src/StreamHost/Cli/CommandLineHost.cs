using System.CommandLine;
using System.CommandLine.Invocation;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli;

/// <summary>Runs one command line: parses it, does the command, and says in one line what went wrong.</summary>
internal sealed class CommandLineHost(Screen screen, TimeProvider time)
{
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancel)
    {
        var parse = CommandTree.Build().Parse(args);
        if (parse.Action is { } action and not (ParseErrorAction or CommandAction) || args.Count == 0)
        {
            return Help(args.Count == 0 ? CommandTree.Build().Parse(["--help"]) : parse, args.Count == 0);
        }

        var faults = ParseErrors.Of(parse);
        return faults.Count > 0 ? Tell(faults, ExitCode.Usage) : await RunAsync((CliCommand)parse.CommandResult.Command, parse, cancel);
    }

    private int Help(ParseResult parse, bool nothingAsked)
    {
        var result = parse.Invoke(new InvocationConfiguration { Output = screen.Output, Error = screen.Error });
        return nothingAsked ? ExitCode.Usage : result;
    }

    private async Task<int> RunAsync(CliCommand command, ParseResult parse, CancellationToken cancel)
    {
        var context = new CommandContext(parse, parse.GetValue(GlobalOptions.Quiet) ? screen.Quieted() : screen, time);
        try
        {
            InputFiles.Check(parse);
            return await command.RunAsync(context, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Tell([$"{command.Name}: stopped before it was done."], ExitCode.Interrupted);
        }
        catch (Exception e)
        {
            var (exitCode, lines) = ErrorLines.Describe(e, context.Options);
            return Tell(context.Verbose ? [.. lines, e.ToString()] : lines, exitCode);
        }
    }

    private int Tell(IReadOnlyList<string> lines, int exitCode)
    {
        foreach (var line in lines)
        {
            screen.Error.WriteLine(line);
        }

        return exitCode;
    }
}
