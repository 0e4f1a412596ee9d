using System.Text.RegularExpressions;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>The parser's sentences as one line that names no type of .NET, and what was probably meant.</summary>
internal static partial class ParserWords
{
    private static readonly Dictionary<string, string> _kinds = new(StringComparer.Ordinal)
    {
        ["System.Int32"] = "a whole number",
        ["System.Int64"] = "a whole number",
        ["System.Double"] = "a number",
        ["System.Boolean"] = "true or false",
        ["System.Single"] = "a number",
        ["System.DateOnly"] = "a day such as 2026-03-01",
        ["System.DateTimeOffset"] = "a time such as 2026-03-01T12:00:00Z",
    };

    /// <summary>The parser's sentence in other words.</summary>
    /// <param name="message">Of the parser, or of a check of the program's own, which stays as it is.</param>
    /// <param name="label">The option or argument that it is about; null for the command as a whole.</param>
    public static string Of(string message, string? label)
    {
        if (Unparsed().Match(message) is { Success: true } unparsed)
        {
            var type = unparsed.Groups["type"].Value;
            var option = unparsed.Groups["option"].Value;
            var kind = _kinds.FirstOrDefault(known => type.Contains(known.Key, StringComparison.Ordinal)).Value;
            return $"{(option.Length > 0 ? option : label)} is '{unparsed.Groups["value"].Value}'; it must be {kind ?? "something else"}.";
        }

        if (Unlisted().Match(message) is { Success: true } unlisted)
        {
            string[] names = [.. Quoted().Matches(unlisted.Groups["names"].Value).Select(name => name.Groups[1].Value)];
            var value = unlisted.Groups["value"].Value;
            return $"{(label is null ? "" : $"{label} is ")}'{value}'; it must be one of {string.Join(", ", names)}{NearestName.Question(value, names)}";
        }

        if (label is not null && Missing().IsMatch(message))
        {
            return label[0] == '-' ? $"{label} needs a value." : $"{label} is missing.";
        }

        return message.ReplaceLineEndings(" ").Replace('\t', ' ');
    }

    [GeneratedRegex(@"^Cannot parse argument '(?<value>.*)' for (?:option|command) '(?<option>.*?)' as expected type '(?<type>.*)'\.$", RegexOptions.Singleline)]
    private static partial Regex Unparsed();

    [GeneratedRegex(@"^Argument '(?<value>.*?)' not recognized\. Must be one of:(?<names>.*)$", RegexOptions.Singleline)]
    private static partial Regex Unlisted();

    [GeneratedRegex("^Required argument( '.*')? missing for ")]
    private static partial Regex Missing();

    [GeneratedRegex("'(.*?)'")]
    private static partial Regex Quoted();
}
