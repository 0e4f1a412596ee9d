using System.CommandLine;

namespace StreamReco.StreamHost.Cli;

/// <summary>A verb: its options, the examples of its help, and what it does.</summary>
internal abstract class VerbCommand(string name, string description) : Command(name, description)
{
    /// <summary>Shown under the options by <c>--help</c>; at least one.</summary>
    public abstract IReadOnlyList<CommandExample> Examples { get; }

    /// <summary>Does the work.</summary>
    /// <param name="context">Parsed options, settings and the terminal.</param>
    /// <param name="cancel">Set by the first Ctrl-C or SIGTERM: end in good order.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    /// <exception cref="Exception">Told to the person in one line by <see cref="FaultLines"/>.</exception>
    public abstract Task<int> RunAsync(VerbContext context, CancellationToken cancel);
}
