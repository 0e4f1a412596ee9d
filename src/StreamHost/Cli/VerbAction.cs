using System.CommandLine;
using System.CommandLine.Invocation;

namespace StreamReco.StreamHost.Cli;

/// <summary>Lets a verb that has verbs below it be called by itself; <see cref="CommandLineHost"/> does the work.</summary>
internal sealed class VerbAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult) => ExitCode.Usage;
}
