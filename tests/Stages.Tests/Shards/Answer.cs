using System.Text.Json;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>What an answer in the topic says of its experiment and its items.</summary>
internal sealed record Answer(string Id, string User, string Variant, double Propensity, string[] Items, byte[] Json)
{
    public double? PropensityOf(int place) =>
        JsonDocument.Parse(Json).RootElement.GetProperty("items")[place].TryGetProperty("propensity", out var value) ? value.GetDouble() : null;

    public static Answer Of(byte[] json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        var (variant, propensity) = root.TryGetProperty("experiments", out var experiments)
            ? (experiments[0].GetProperty("variant").GetString()!, experiments[0].GetProperty("propensity").GetDouble()) : ("", 0);
        return new Answer(
            root.GetProperty("recommendation_id").GetString()!, root.GetProperty("user_id").GetString()!, variant, propensity,
            [.. root.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("item_id").GetString()!)], json);
    }
}
