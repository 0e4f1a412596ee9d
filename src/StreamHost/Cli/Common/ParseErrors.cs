using System.CommandLine;
using System.CommandLine.Parsing;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>Says what is wrong with a command line, one line per fault, and what was probably meant.</summary>
internal static class ParseErrors
{
    public static IReadOnlyList<string> Describe(ParseResult parse)
    {
        var lines = new List<string>();
        AddUnknown(parse, lines);
        var hasUnknown = lines.Count > 0;
        foreach (var error in parse.Errors)
        {
            // Unknown words were said above, better.
            var isUnknownWord =
                parse.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
            if (!isUnknownWord && !(hasUnknown && error.SymbolResult is CommandResult))
            {
                lines.Add(ParserWords.Of(error.Message));
            }
        }

        lines.Add($"'{NameOf(parse.CommandResult)} --help' shows what it takes, with examples.");
        return lines;
    }

    private static void AddUnknown(ParseResult parse, List<string> lines)
    {
        var command = parse.CommandResult.Command;
        var afterUnknownOption = false;
        foreach (var token in parse.UnmatchedTokens)
        {
            if (token.StartsWith('-'))
            {
                afterUnknownOption = true;
                lines.Add(
                    $"'{token}' is not an option of "
                        + $"'{NameOf(parse.CommandResult)}'{NearestName.Question(token, OptionsOf(parse))}");
            }
            else if (!afterUnknownOption)
            {
                var commands = command.Subcommands.Select(command => command.Name);
                lines.Add(
                    $"'{token}' is not a command of "
                        + $"'{NameOf(parse.CommandResult)}'{NearestName.Question(token, commands)}");
                return; // What follows an unknown command belongs to it.
            }
        }
    }

    private static IEnumerable<string> OptionsOf(ParseResult parse)
    {
        for (SymbolResult? at = parse.CommandResult; at is CommandResult command; at = at.Parent)
        {
            foreach (var option in command.Command.Options)
            {
                if (ReferenceEquals(at, parse.CommandResult) || option.Recursive)
                {
                    yield return option.Name;
                }
            }
        }
    }

    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{NameOf(parent)} {result.Command.Name}" : "streamreco";
}
