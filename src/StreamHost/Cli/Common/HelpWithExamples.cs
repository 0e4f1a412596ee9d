using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>The usual help of a command, and examples under it.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is RootCommand root)
        {
            RootHelp.Write(parseResult.InvocationConfiguration.Output, root);
            return ExitCode.Ok;
        }

        var result = usual.Invoke(parseResult);
        var examples = Of(parseResult.CommandResult.Command);
        if (examples.Count > 0)
        {
            Write(parseResult.InvocationConfiguration.Output, examples);
        }

        return result;
    }

    public static void Write(TextWriter output, IReadOnlyList<CommandExample> examples)
    {
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  # {example.Says}");
            output.WriteLine($"  {example.Line}");
            output.WriteLine();
        }
    }

    /// <summary>A command's own examples; of a group of commands the first of each.</summary>
    private static IReadOnlyList<CommandExample> Of(Command command) => command is CliCommand own
        ? own.Examples
        : [.. command.Subcommands.SelectMany(child => Of(child).Take(1))];
}
