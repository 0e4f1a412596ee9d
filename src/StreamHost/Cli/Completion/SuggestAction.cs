using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Completion;

/// <summary>
/// Answers a shell that asks what may follow on a line, a suggestion a line: options once a dash is typed, else commands and
/// values. Says nothing where a file is wanted, for which shells have a better answer.
/// </summary>
/// <param name="root">All commands.</param>
/// <param name="position">The directive that asks, with the place of the cursor.</param>
internal sealed class SuggestAction(RootCommand root, Directive position) : SynchronousCommandLineAction
{
    private static readonly string[] _files = ["FILE", "DIR", "FOLDER"];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var line = parseResult.Tokens.Where(token => token.Type != TokenType.Directive).Select(token => token.Value).LastOrDefault() ?? "";
        var at = parseResult.GetResult(position)?.Values is [var text, ..] && int.TryParse(text, out var number)
            ? Math.Clamp(number, 0, line.Length) : line.Length;
        foreach (var suggestion in Of(line[..at]))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(suggestion);
        }

        return ExitCode.Ok;
    }

    /// <summary>What may follow.</summary>
    /// <param name="typed">The line up to the cursor, without the program's name.</param>
    public IReadOnlyList<string> Of(string typed)
    {
        var parse = root.Parse(typed);
        var word = typed[(typed.LastIndexOf(' ') + 1)..];
        if (parse.UnmatchedTokens.Any(token => token != word))
        {
            return []; // nobody knows what follows a word that nobody knows
        }

        var labels = parse.GetCompletions(typed.Length).Select(item => item.Label)
            .Where(label => label.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Distinct().ToList();
        if (word.StartsWith('-'))
        {
            return labels;
        }

        var plain = labels.Where(label => label[0] is not ('-' or '/')).ToList();
        return plain.Count > 0 || word.Length > 0 || TakesFiles(parse.CommandResult.Command) ? plain
            : [.. labels.Where(label => label.StartsWith("--", StringComparison.Ordinal))];
    }

    private static bool TakesFiles(Command command) =>
        command.Arguments.Any(argument => _files.Contains(argument.HelpName ?? argument.Name, StringComparer.Ordinal));
}
