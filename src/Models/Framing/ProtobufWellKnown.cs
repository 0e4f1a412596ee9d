using System.Globalization;
using System.Text.Json.Nodes;

namespace StreamReco.Models.Framing;

/// <summary>Messages of <c>google/protobuf</c> that stand for a plain value, as Protobuf's own JSON mapping writes them.</summary>
internal static class ProtobufWellKnown
{
    private const string Package = "google.protobuf.";
    private const int NanosPerTick = 100;

    /// <summary>The plain value of such a message; another message as it is.</summary>
    public static JsonNode? Unwrap(ProtobufMessage type, JsonObject message)
    {
        if (!type.FullName.StartsWith(Package, StringComparison.Ordinal))
        {
            return message;
        }

        return type.FullName[Package.Length..] switch
        {
            "Timestamp" => TimeOf(message),
            "StringValue" or "BytesValue" => message["value"]?.DeepClone() ?? "",
            "BoolValue" => message["value"]?.DeepClone() ?? false,
            "Int32Value" or "Int64Value" or "UInt32Value" or "UInt64Value" or "FloatValue" or "DoubleValue" =>
                message["value"]?.DeepClone() ?? 0,
            "Struct" => message["fields"]?.DeepClone() ?? new JsonObject(),
            "ListValue" => message["values"]?.DeepClone() ?? new JsonArray(),
            "Value" => message.FirstOrDefault() is { Key: not "null_value" } one ? one.Value?.DeepClone() : null,
            _ => message,
        };
    }

    /// <exception cref="RecordSchemaException">The moment is not of the years 1 to 9999.</exception>
    private static JsonValue TimeOf(JsonObject message)
    {
        var seconds = (long?)message["seconds"] ?? 0;
        var nanos = (int?)message["nanos"] ?? 0;
        return seconds is >= -62_135_596_800 and <= 253_402_300_799 && nanos is >= 0 and < 1_000_000_000
            ? JsonValue.Create(DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / NanosPerTick)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture))
            : throw new RecordSchemaException($"a time is {seconds} s and {nanos} ns, which is no moment of the years 1 to 9999");
    }
}
