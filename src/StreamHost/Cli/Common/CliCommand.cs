using System.CommandLine;
using System.CommandLine.Parsing;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>A command: its options, the examples of its help, and what it does.</summary>
internal abstract class CliCommand(string name, string description) : Command(name, description)
{
    /// <summary>Shown under the options by <c>--help</c>; at least one.</summary>
    public abstract IReadOnlyList<CommandExample> Examples { get; }

    /// <summary>
    /// Adds a check of the command line as a whole. It is passed over where an option lacks its value or has a wrong one:
    /// the parser says so itself, and would not after a fault of the whole.
    /// </summary>
    protected void AddCheck(Action<CommandResult> check) => Validators.Add(result =>
    {
        if (result.Children.OfType<OptionResult>().Any(option => option.Tokens.Count < option.Option.Arity.MinimumNumberOfValues && !option.Implicit))
        {
            return;
        }

        try
        {
            check(result);
        }
        catch (InvalidOperationException)
        {
            // Such an option has no value to be read.
        }
    });

    /// <summary>Does the work.</summary>
    /// <param name="context">Parsed options, settings and the terminal.</param>
    /// <param name="cancel">Set by the first Ctrl-C or SIGTERM: end in good order.</param>
    /// <returns>One of <see cref="Terminal.ExitCode"/>.</returns>
    /// <exception cref="Exception">Told to the person in one line by <see cref="ErrorLines"/>.</exception>
    public abstract Task<int> RunAsync(CommandContext context, CancellationToken cancel);
}
