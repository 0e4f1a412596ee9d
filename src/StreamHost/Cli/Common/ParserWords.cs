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
        ["System.DateTimeOffset"] = "a time such as 2026-03-01T12:00:00Z",
    };

    public static string Of(string message)
    {
        if (Unparsed().Match(message) is { Success: true } unparsed)
        {
            var type = unparsed.Groups["type"].Value;
            var kind = _kinds.FirstOrDefault(known => type.Contains(known.Key, StringComparison.Ordinal)).Value;
            return $"{unparsed.Groups["option"].Value} is '{unparsed.Groups["value"].Value}'; it must be {kind ?? "something else"}.";
        }

        if (Unlisted().Match(message) is { Success: true } unlisted)
        {
            string[] names = [.. Quoted().Matches(unlisted.Groups["names"].Value).Select(name => name.Groups[1].Value)];
            var value = unlisted.Groups["value"].Value;
            return $"'{value}' must be one of {string.Join(", ", names)}{NearestName.Question(value, names)}";
        }

        return message.ReplaceLineEndings(" ").Replace('\t', ' ');
    }

    [GeneratedRegex(@"^Cannot parse argument '(?<value>.*)' for (?:option|command) '(?<option>.*?)' as expected type '(?<type>.*)'\.$", RegexOptions.Singleline)]
    private static partial Regex Unparsed();

    [GeneratedRegex(@"^Argument '(?<value>.*?)' not recognized\. Must be one of:(?<names>.*)$", RegexOptions.Singleline)]
    private static partial Regex Unlisted();

    [GeneratedRegex("'(.*?)'")]
    private static partial Regex Quoted();
}
