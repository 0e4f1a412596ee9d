using System.Text.Json;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Tests.Search;

/// <summary>Small catalogs of seeded random names.</summary>
internal static class SearchSamples
{
    private static readonly string[] _words =
    [
        "laptop", "case", "mouse", "pad", "wireless", "red", "blue", "usb-c", "cable", "25.4mm", "screen", "gaming", "keyboard",
        "headset", "charger", "café", "rtx3080", "battery", "stand", "printer",
    ];

    public static CatalogItem Item(string id, string name, string? brand = null, string? category = null, double price = double.NaN) =>
        new(id, name, category, brand, price, Available: true);

    public static CatalogItem RandomItem(string id, Random random) => new(
        id,
        string.Join(' ', Enumerable.Range(0, random.Next(1, 7)).Select(_ => _words[random.Next(_words.Length)])),
        random.Next(3) == 0 ? null : $"category {random.Next(4)}",
        random.Next(3) == 0 ? null : $"brand{random.Next(5)}",
        random.Next(4) == 0 ? double.NaN : random.Next(1, 500),
        random.Next(5) > 0)
    {
        Attributes = [$"colour: {(random.Next(2) == 0 ? "red" : "green")}", $"size: {random.Next(5)}"],
        Description = random.Next(2) == 0 ? null : $"a {_words[random.Next(_words.Length)]} for you",
        Codes = [$"40{random.Next(100_000):D5}"],
    };

    public static string RandomQuery(Random random) => random.Next(8) switch
    {
        0 => "labtop", // a spelling that no item has
        1 => "keyb",
        2 => $"40{random.Next(100_000):D5}",
        _ => string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => _words[random.Next(_words.Length)])),
    };

    public static SearchIndex IndexOf(IEnumerable<CatalogItem> items, SearchSettings? settings = null)
    {
        var index = new SearchIndex(settings);
        foreach (var item in items)
        {
            index.Upsert(item);
        }

        index.Publish();
        return index;
    }

    public static ProductSearch SearchOf(params CatalogItem[] items) => new(IndexOf(items), SearchRanker.Fixed);

    public static string[] Ids(this SearchAnswer answer) => [.. answer.Items.Select(item => item.ItemId)];

    /// <summary>All of an answer but the generation of the index.</summary>
    public static string Bytes(SearchAnswer answer) => JsonSerializer.Serialize(answer with { Generation = 0 });
}
