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

        if (fault.Message.StartsWith("The JSON value could not be converted to ", StringComparison.Ordinal))
        {
            return $"{(place.Length == 0 ? "the file" : place)} must be {Wanted(TypeAt(place, typeof(T), options))}.";
        }

        if (Lacking().Match(fault.Message) is { Success: true } lacking)
        {
            string[] names = [.. lacking.Groups["names"].Value.Split(',').Select(name => name.Trim(' ', '\'', '.'))];
            return $"{(place.Length == 0 ? "" : $"{place}: ")}the field{(names.Length == 1 ? $" {names[0]} is" : $"s {Listed(names)} are")} missing.";
        }

        return Describe(fault);
    }

    /// <summary>A fault of the text itself, with its place counted from 1.</summary>
    public static string Describe(JsonException fault) => fault.Message.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal)
        ? "it is empty."
        : Place().Replace(fault.Message, "").TrimEnd('.', ' ') + (fault.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, column {fault.BytePositionInLine + 1}).") : ".");

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
        return names.Length == 0 ? "" : $"; there {(names.Length == 1 ? "is" : "are")} {Listed(names)}";
    }

    private static string Listed(string[] names) =>
        names is [.. [_, ..] and var first, var last] ? $"{string.Join(", ", first)} and {last}" : names[0];

    /// <summary>The type that stands at a place; null where the way there is not one of lists and fields.</summary>
    private static Type? TypeAt(string place, Type root, JsonSerializerOptions options)
    {
        var at = (Type?)root;
        foreach (var step in Steps().Matches(place).Select(match => match.Value))
        {
            at = at is null ? null
                : step[0] == '[' ? options.GetTypeInfo(at).ElementType
                : options.GetTypeInfo(at).Properties.FirstOrDefault(property => property.Name == step)?.PropertyType;
        }

        return at is null ? null : Nullable.GetUnderlyingType(at) ?? at;
    }

    private static string Wanted(Type? type) => type switch
    {
        null => "of another form",
        _ when type == typeof(string) => "a text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) || type == typeof(float) => "a number",
        _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}",
        _ when typeof(System.Collections.IEnumerable).IsAssignableFrom(type) => "a list",
        _ => "an object",
    };

    [GeneratedRegex(@"^The JSON property '(?<name>.*)' could not be mapped to any \.NET member contained in type '(?<type>[^']*)'")]
    private static partial Regex Unmapped();

    [GeneratedRegex(@"^JSON deserialization for type '[^']*' was missing required properties including: (?<names>[^|]*?)\.?( Path:.*)?$")]
    private static partial Regex Lacking();

    [GeneratedRegex(@"\[\d+\]|[^.\[\]]+")]
    private static partial Regex Steps();

    [GeneratedRegex(@" ?(Path: .*? \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.?")]
    private static partial Regex Place();
}
