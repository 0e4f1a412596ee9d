using System.Text.Json;
using System.Text.Json.Nodes;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary>The option <c>--arm NAME=model:VERSION</c>: puts models into the arms of a definition.</summary>
internal static class ArmModelOption
{
    private const string Kind = "model:";

    /// <summary>The definition with the models.</summary>
    /// <param name="definition">A definition as a person wrote it.</param>
    /// <param name="options">The option's values.</param>
    /// <param name="path">Names the file.</param>
    /// <exception cref="UserErrorException">A value is malformed, or the file has no such arm.</exception>
    public static JsonElement Apply(JsonElement definition, IReadOnlyList<string> options, string path)
    {
        if (options.Count == 0)
        {
            return definition;
        }

        var root = JsonNode.Parse(definition.GetRawText());
        var arms = ((root as JsonObject)?["arms"] as JsonArray)?.OfType<JsonObject>().ToArray() ?? [];
        foreach (var (name, version) in options.Select(Parse))
        {
            var arm = arms.FirstOrDefault(arm => NameOf(arm) == name)
                ?? throw new UserErrorException(
                    $"--arm names '{name}'; {path} has the arms {string.Join(", ", arms.Select(NameOf))}.", ExitCode.Usage);
            arm["model"] = version;
        }

        return JsonSerializer.SerializeToElement(root);
    }

    private static string? NameOf(JsonObject arm) => arm["name"] is JsonValue value && value.TryGetValue<string>(out var name) ? name : null;

    private static (string Name, string Version) Parse(string option)
    {
        var at = option.IndexOf('=', StringComparison.Ordinal);
        var what = at < 1 ? "" : option[(at + 1)..];
        return what.StartsWith(Kind, StringComparison.Ordinal) && what.Length > Kind.Length ? (option[..at], what[Kind.Length..])
            : throw new UserErrorException($"--arm is '{option}'; write NAME=model:VERSION, as in new=model:bb0863e0e795.", ExitCode.Usage);
    }
}
