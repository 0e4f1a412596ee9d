using System.Text.Json.Nodes;
using Avro;

namespace StreamReco.Models.Framing;

/// <summary>
/// Takes logical types out of a schema that do not fit their underlying type: the specification says to ignore them, and the library
/// refuses the schema (Apache.Avro 1.12.2).
/// </summary>
internal static class AvroLogicalTypes
{
    private const string LogicalType = "logicalType";

    /// <returns>The schema's text; unchanged where every logical type fits.</returns>
    public static string WithoutInvalid(string schema) =>
        schema.Contains(LogicalType, StringComparison.Ordinal) && JsonNode.Parse(schema) is { } root && Remove(root) ? root.ToJsonString() : schema;

    /// <returns>Whether anything was taken out.</returns>
    private static bool Remove(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject part:
                var isRemoved = part.ContainsKey(LogicalType) && !Fits(part) && part.Remove(LogicalType);
                foreach (var (_, inner) in part)
                {
                    isRemoved |= Remove(inner);
                }

                return isRemoved;
            case JsonArray parts:
                return parts.Aggregate(seed: false, (removed, inner) => Remove(inner) || removed);
            default:
                return false;
        }
    }

    /// <summary>Asks the library about the part alone: it names a primitive or a fixed type, so it needs no other.</summary>
    private static bool Fits(JsonObject part)
    {
        try
        {
            return Schema.Parse(part.ToJsonString()) is not null;
        }
        catch (AvroTypeException)
        {
            return false;
        }
        catch (AvroException)
        {
            return true; // Something else is wrong with it, which the check of the whole schema reports.
        }
    }
}
