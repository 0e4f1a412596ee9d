using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamReco.Models.Decoding;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>
/// A repair by rule: fields renamed, then set, then the time moved. A field is named by its path, for instance
/// <c>user_id</c>, <c>properties.price</c> or <c>items.0.item_id</c>.
/// </summary>
/// <param name="Puts">Path and value; a value that is JSON is taken as such, anything else as text.</param>
/// <param name="Renames">Path and the new name of its last step.</param>
/// <param name="Shift">Added to the event's timestamp; null for none.</param>
internal sealed record EventMapping(
    IReadOnlyList<KeyValuePair<string, string>> Puts,
    IReadOnlyList<KeyValuePair<string, string>> Renames,
    TimeSpan? Shift)
{
    private static readonly JsonSerializerOptions _relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="payload">The event as it came.</param>
    /// <param name="fault">Why the rule does not fit; null when it does.</param>
    /// <returns>The repaired event, or null.</returns>
    public byte[]? Apply(byte[] payload, out string? fault)
    {
        fault = null;
        try
        {
            if (JsonNode.Parse(payload) is not JsonObject json)
            {
                fault = "it is not a JSON object; --export it and correct it by hand";
                return null;
            }

            fault = Renames.Select(rename => Rename(json, rename.Key, rename.Value))
                .Concat(Puts.Select(put => Put(json, put.Key, put.Value)))
                .FirstOrDefault(found => found is not null);
            fault ??= Shift is { } by && TimestampShift.Apply(json, by) == 0
                ? "it holds no timestamp that could be shifted" : null;
            return fault is null ? Encoding.UTF8.GetBytes(json.ToJsonString(_relaxed)) : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            fault = $"it cannot be mapped, --export it and correct it by hand: {e.Message}";
            return null;
        }
    }

    private static string? Rename(JsonObject json, string path, string name)
    {
        var (parent, last) = Find(json, path);
        if (parent is not JsonObject holder || !holder.ContainsKey(last))
        {
            return $"it has no field {path}";
        }

        var value = holder[last];
        holder.Remove(last);
        holder[name] = value;
        return null;
    }

    private static string? Put(JsonObject json, string path, string text)
    {
        var (parent, last) = Find(json, path);
        switch (parent)
        {
            case JsonObject holder:
                holder[last] = ValueOf(text);
                return null;
            case JsonArray list when IndexIn(list, last) is { } index:
                list[index] = ValueOf(text);
                return null;
            default:
                return $"it has nothing at {path}";
        }
    }

    private static (JsonNode? Parent, string Last) Find(JsonObject json, string path)
    {
        var steps = path.Split('.');
        JsonNode? at = json;
        foreach (var step in steps[..^1])
        {
            at = at switch
            {
                JsonObject holder => holder[step],
                JsonArray list when IndexIn(list, step) is { } index => list[index],
                _ => null,
            };
        }

        return (at, steps[^1]);
    }

    private static int? IndexIn(JsonArray list, string step) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count
            ? index
            : null;

    private static JsonNode? ValueOf(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
