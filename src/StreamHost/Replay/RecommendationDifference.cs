using System.Text.Json;

namespace StreamReco.StreamHost.Replay;

/// <summary>Says in words in what two answers differ.</summary>
internal static class RecommendationDifference
{
    /// <param name="kind">What the digests found.</param>
    /// <param name="live">The live answer.</param>
    /// <param name="replayed">The replayed one, of the same id.</param>
    public static string Explain(DifferenceKind kind, JsonElement live, JsonElement replayed) => kind switch
    {
        DifferenceKind.Model => $"model {ModelOf(live)} live, {ModelOf(replayed)} replayed",
        DifferenceKind.Items => AtItem(live, replayed, NameAndScore, "state or settings differ"),
        DifferenceKind.Reasons => AtItem(live, replayed, Reason, "the catalog or what trends differs"),
        _ => AtField(live, replayed),
    };

    private static string ModelOf(JsonElement answer) => answer.TryGetProperty("model"u8, out var model)
        ? $"{Text(model, "name")} {Text(model, "version")}"
        : "none";

    private static string AtItem(JsonElement live, JsonElement replayed, Func<JsonElement, string> part, string hint)
    {
        string[] ours = [.. ItemsOf(live).Select(part)];
        string[] theirs = [.. ItemsOf(replayed).Select(part)];
        for (var i = 0; i < Math.Max(ours.Length, theirs.Length); i++)
        {
            var (left, right) = (ours.ElementAtOrDefault(i) ?? "nothing", theirs.ElementAtOrDefault(i) ?? "nothing");
            if (left != right)
            {
                return $"rank {i + 1}: {left} live, {right} replayed ({hint})";
            }
        }

        return $"items are written differently ({hint})";
    }

    private static string AtField(JsonElement live, JsonElement replayed)
    {
        var theirs = replayed.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetRawText());
        foreach (var ours in live.EnumerateObject().Where(property => !property.NameEquals("emitted_at"u8)))
        {
            var text = ours.Value.GetRawText();
            if (!theirs.Remove(ours.Name, out var other) || other != text)
            {
                return $"{ours.Name} {text} live, {other ?? "nothing"} replayed";
            }
        }

        theirs.Remove("emitted_at");
        return theirs.Count > 0 ? $"{theirs.Keys.First()} is only in the replayed answer" : "the record's key differs";
    }

    private static IEnumerable<JsonElement> ItemsOf(JsonElement answer) =>
        answer.TryGetProperty("items"u8, out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray()
            : [];

    private static string NameAndScore(JsonElement item) => $"{Text(item, "item_id")} ({Text(item, "score")})";

    private static string Reason(JsonElement item) => $"{Text(item, "item_id")} for {Text(item, "reason")}";

    private static string Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()
            : "nothing";
}
