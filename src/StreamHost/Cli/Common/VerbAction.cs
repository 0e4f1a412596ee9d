using System.CommandLine;
using System.CommandLine.Invocation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>Lets a verb that has verbs below it be called by itself; <see cref="CommandLineHost"/> does the work.</summary>
internal sealed class VerbAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult) => ExitCode.Usage;
}
