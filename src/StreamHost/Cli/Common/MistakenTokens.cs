using System.CommandLine;
using System.CommandLine.Parsing;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>
/// Finds options in the place of values, which the parser takes for values: a mistyped option in a list of files, and the option that
/// follows one without its value. What begins with a dash and is meant as a value stands after <c>--</c>, or after an equals sign.
/// </summary>
internal static class MistakenTokens
{
    /// <summary>Words of arguments that can only be options.</summary>
    public static IEnumerable<string> Options(ParseResult parse)
    {
        var plain = AfterDoubleDash(parse);
        return parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Concat(parse.CommandResult.Tokens)
            .Where(token => token.Type == TokenType.Argument && IsLikeOption(token.Value) && !plain.Exists(one => ReferenceEquals(one, token)))
            .Select(token => token.Value).Distinct();
    }

    /// <summary>Options whose value is missing, each with the option that was taken for it.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="known">All names of options, short ones too.</param>
    public static IEnumerable<(string Option, string Taken)> ValuesMissing(ParseResult parse, IReadOnlySet<string> known) =>
        parse.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit)
            .SelectMany(option => option.Tokens.Where(token => known.Contains(token.Value)).Select(token => (option.Option.Name, token.Value)));

    /// <summary>A dash, a negative number and a text with blanks are values.</summary>
    private static bool IsLikeOption(string text) =>
        text.Length > 1 && text[0] == '-' && !char.IsAsciiDigit(text[1]) && text[1] != '.' && text != "--" && !text.Any(char.IsWhiteSpace);

    private static List<Token> AfterDoubleDash(ParseResult parse) =>
        [.. parse.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1)];
}
