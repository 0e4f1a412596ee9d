using System.Text.Json.Nodes;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>Puts the keys of every object of a JSON text in another order.</summary>
internal static class KeyShuffle
{
    public static string Of(string json, Random random) => Of(JsonNode.Parse(json), random)!.ToJsonString();

    private static JsonNode? Of(JsonNode? node, Random random)
    {
        switch (node)
        {
            case JsonObject holder:
                var pairs = holder.Select(pair => KeyValuePair.Create(pair.Key, Of(pair.Value, random))).ToArray();
                random.Shuffle(pairs);
                return new JsonObject(pairs);
            case JsonArray list:
                return new JsonArray([.. list.Select(element => Of(element, random))]);
            default:
                return node?.DeepClone();
        }
    }
}
