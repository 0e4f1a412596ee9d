using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace StreamReco.Models.Data;

/// <summary>What is wrong with a JSON file, in the words of who wrote it: the library names types of the program.</summary>
public static partial class JsonFaults
{
    /// <summary>The fault as a sentence with its place, for instance <c>rules[0]: 'bye' is no field; there are name, kind and by.</c></summary>
    /// <typeparam name="T">The form that was read.</typeparam>
    /// <param name="fault">What the library says.</param>
    /// <param name="options">By which it read.</param>
    public static string Describe<T>(JsonException fault, JsonSerializerOptions options)
    {
        var place = fault.Path is { Length: > 0 } path ? path.TrimStart('$').TrimStart('.') : "";
        if (Unmapped().Match(fault.Message) is { Success: true } unmapped)
        {
            var name = unmapped.Groups["name"].Value;
            var outer = Outer(place, name);
            return $"{(outer.Length == 0 ? "" : $"{outer}: ")}'{name}' is no field{Known(unmapped.Groups["type"].Value, typeof(T), options)}.";
        }

        if (Unconverted().Match(fault.Message) is { Success: true } unconverted)
        {
            return $"{(place.Length == 0 ? "the file" : place)} must be {Wanted(unconverted.Groups["type"].Value)}.";
        }

        return Place().Replace(fault.Message, "").TrimEnd('.', ' ') + (fault.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, byte {fault.BytePositionInLine + 1}).") : ".");
    }

    /// <summary>The object that holds the field: the library's path ends in the field or in the object, by its version.</summary>
    private static string Outer(string place, string name) =>
        place == name ? "" : place.EndsWith($".{name}", StringComparison.Ordinal) ? place[..^(name.Length + 1)] : place;

    private static string Known(string type, Type root, JsonSerializerOptions options)
    {
        if (root.Assembly.GetType(type) is not { } found || options.GetTypeInfo(found) is not { Kind: JsonTypeInfoKind.Object } info)
        {
            return "";
        }

        string[] names = [.. info.Properties.Select(property => property.Name)];
        return names switch
        {
            [] => "",
            [var one] => $"; there is {one}",
            [.. var first, var last] => $"; there are {string.Join(", ", first)} and {last}",
        };
    }

    private static string Wanted(string type) => type switch
    {
        _ when type.Contains("List", StringComparison.Ordinal) || type.EndsWith("[]", StringComparison.Ordinal) => "a list",
        _ when type.Contains("System.String", StringComparison.Ordinal) => "a text",
        _ when type.Contains("System.Boolean", StringComparison.Ordinal) => "true or false",
        _ when type.Contains("System.Int", StringComparison.Ordinal) => "a whole number",
        _ when type.Contains("System.Double", StringComparison.Ordinal) || type.Contains("System.Single", StringComparison.Ordinal) => "a number",
        _ => "of another form",
    };

    [GeneratedRegex(@"^The JSON property '(?<name>.*)' could not be mapped to any \.NET member contained in type '(?<type>[^']*)'")]
    private static partial Regex Unmapped();

    [GeneratedRegex(@"^The JSON value could not be converted to (?<type>\S+?)\. ")]
    private static partial Regex Unconverted();

    [GeneratedRegex(@" ?(Path: .*? \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.?")]
    private static partial Regex Place();
}
