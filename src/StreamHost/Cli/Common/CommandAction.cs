using System.CommandLine;
using System.CommandLine.Invocation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>Lets a command that has commands below it be called by itself; <see cref="CommandLineHost"/> does the work.</summary>
internal sealed class CommandAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult) => ExitCode.Usage;
}
