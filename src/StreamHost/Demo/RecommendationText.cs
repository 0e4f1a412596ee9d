using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Stages.Catalog;

namespace StreamReco.StreamHost.Demo;

/// <summary>Puts an answer into words: names and categories instead of ids.</summary>
internal sealed class RecommendationText(ICatalog catalog, ModelArtifact model)
{
    private const int ItemsShown = 3;

    public ShownAnswer Describe(JsonElement answer) => new(
        answer.GetProperty("user_id").GetString()!,
        [.. answer.GetProperty("items").EnumerateArray().Take(ItemsShown).Select(DescribeItem)]);

    private ShownItem DescribeItem(JsonElement item)
    {
        var reason = item.GetProperty("reason");
        var because = reason.GetProperty("because_of").EnumerateArray().Select(id => NameOf(id.GetString()!)).ToList();
        var words = reason.GetProperty("kind").GetString() switch
        {
            "similar" => $"goes with {string.Join(" and ", because)}, looked at before",
            "taste" => "fits what this visitor likes",
            "trending" => "many look at it right now",
            "popular" => "popular with everybody",
            "pinned" => item.GetProperty("label").GetString()!,
            var other => other ?? string.Empty,
        };
        var source = reason.TryGetProperty("source", out var named) ? $" ({named.GetString()})" : "";
        return new ShownItem(NameOf(item.GetProperty("item_id").GetString()!), words + source);
    }

    private string NameOf(string itemId)
    {
        var item = catalog.Find(itemId) ?? FromModel(itemId);
        return item is null ? $"item {itemId}"
            : item.Category is null ? Titled(item)
            : $"{Titled(item)} ({item.Category})";
    }

    private CatalogItem? FromModel(string itemId) =>
        model.Items.IndexOf(itemId) is >= 0 and var row ? model.ItemInfo[row] : null;

    private static string Titled(CatalogItem item) =>
        string.Equals(item.Name, item.ItemId, StringComparison.Ordinal) ? $"item {item.ItemId}" : item.Name;
}
