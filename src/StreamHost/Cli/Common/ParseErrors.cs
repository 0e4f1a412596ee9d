using System.CommandLine;
using System.CommandLine.Parsing;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>Says what is wrong with a command line, one line per fault, and what was probably meant.</summary>
internal static class ParseErrors
{
    /// <returns>The faults and where to read more; empty if the command line is right.</returns>
    public static IReadOnlyList<string> Of(ParseResult parse)
    {
        var lines = new List<string>();
        AddMistaken(parse, lines);
        AddUnknown(parse, lines);
        var hasUnknown = lines.Count > 0;
        foreach (var error in parse.Errors)
        {
            // Unknown words were said above, better.
            var isUnknownWord =
                parse.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
            if (!isUnknownWord && !(hasUnknown && error.SymbolResult is CommandResult or ArgumentResult { Parent: CommandResult }))
            {
                lines.Add(Words(error, parse));
            }
        }

        if (lines.Count == 0 && parse.CommandResult.Command is not CliCommand)
        {
            lines.Add(CommandNeeded(parse));
        }

        if (lines.Count > 0)
        {
            lines.Add($"'{NameOf(parse.CommandResult)} --help' shows what it takes, with examples.");
        }

        return lines;
    }

    private static string Words(ParseError error, ParseResult parse) =>
        error.SymbolResult is CommandResult && parse.CommandResult.Command is not CliCommand ? CommandNeeded(parse)
        : ParserWords.Of(error.Message, LabelOf(error.SymbolResult));

    private static string CommandNeeded(ParseResult parse)
    {
        var commands = parse.CommandResult.Command.Subcommands;
        return $"'{NameOf(parse.CommandResult)}' needs a command{(parse.CommandResult.Parent is null ? "" : $": {string.Join(", ", commands.Select(command => command.Name))}")}.";
    }

    /// <summary>The option or argument that a value is of; null for the command as a whole.</summary>
    private static string? LabelOf(SymbolResult? result) => result switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult { Parent: OptionResult option } => option.Option.Name,
        ArgumentResult argument => argument.Argument.Name,
        _ => null,
    };

    private static void AddUnknown(ParseResult parse, List<string> lines)
    {
        var command = parse.CommandResult.Command;
        var afterUnknownOption = lines.Count > 0;
        foreach (var token in parse.UnmatchedTokens)
        {
            if (token.StartsWith('-'))
            {
                afterUnknownOption = true;
                lines.Add(NoOption(token, parse));
            }
            else if (!afterUnknownOption)
            {
                var commands = command.Subcommands.Select(command => command.Name).ToArray();
                lines.Add(commands.Length == 0 ? $"'{token}' is one word too many for '{NameOf(parse.CommandResult)}'."
                    : $"'{token}' is not a command of '{NameOf(parse.CommandResult)}'{NearestName.Question(token, commands)}");
                return; // What follows an unknown command belongs to it.
            }
        }
    }

    private static void AddMistaken(ParseResult parse, List<string> lines)
    {
        lines.AddRange(MistakenTokens.Options(parse).Except(parse.UnmatchedTokens).Select(token => NoOption(token, parse)));
        var known = OptionsOf(parse).SelectMany(option => option.Aliases.Prepend(option.Name)).ToHashSet(StringComparer.Ordinal);
        lines.AddRange(MistakenTokens.ValuesMissing(parse, known)
            .Select(one => $"{one.Option} needs a value; '{one.Taken}', which follows it, is an option."));
    }

    private static string NoOption(string token, ParseResult parse)
    {
        var name = token.Split('=')[0];
        return $"'{name}' is not an option of '{NameOf(parse.CommandResult)}'"
            + NearestName.Question(name, OptionsOf(parse).Where(option => !option.Hidden).Select(option => option.Name));
    }

    private static IEnumerable<Option> OptionsOf(ParseResult parse)
    {
        for (SymbolResult? at = parse.CommandResult; at is CommandResult command; at = at.Parent)
        {
            foreach (var option in command.Command.Options)
            {
                if (ReferenceEquals(at, parse.CommandResult) || option.Recursive)
                {
                    yield return option;
                }
            }
        }
    }

    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{NameOf(parent)} {result.Command.Name}" : "streamreco";
}
