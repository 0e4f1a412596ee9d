using StreamReco.Models.Content;
using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Items;

namespace StreamReco.Models.Tests.Content;

/// <summary>Made-up catalogs, and clicks that go by what is said of the items.</summary>
internal static class ContentSamples
{
    private static readonly string[] _words = ["red", "wool", "coat", "steel", "pan", "pot", "lid", "silk", "scarf", "lamp", "oak", "desk"];

    public static ContentSpace Fit(IReadOnlyList<CatalogItem> items, int threads = 1) => ContentSpace.Fit(
        [.. items.Select(item => item.ItemId)], items, new ParallelOptions { MaxDegreeOfParallelism = threads })!;

    /// <summary>Items of seeded words and categories, about <paramref name="topics"/> topics.</summary>
    public static CatalogItem[] Catalog(int count, int topics = 10, int seed = 1)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new CatalogItem(
                $"i{i}", $"{_words[random.Next(_words.Length)]} {_words[random.Next(_words.Length)]} topic{i % topics}",
                $"c{i % topics}", null, 10 + (i % topics), true)),
        ];
    }

    /// <summary>Sessions that stay within a topic, or go anywhere.</summary>
    public static ClickDataset Clicks(int items, int topics, bool byContent, int sessions = 600, int seed = 1)
    {
        var random = new Random(seed);
        var clicks = new List<HistoricClick>();
        for (var session = 0; session < sessions; session++)
        {
            var topic = random.Next(topics);
            for (var step = 0; step < 5; step++)
            {
                var item = byContent ? topic + (topics * random.Next(items / topics)) : random.Next(items);
                var time = 1_700_000_000_000 + (session * 1_000_000L) + (step * 10_000);
                clicks.Add(new HistoricClick($"u{session}", $"u{session}", $"i{item}", time, EventType.ViewItem));
            }
        }

        return new ClickDataset(clicks, Catalog(items, topics), new Dictionary<string, long>(StringComparer.Ordinal), null);
    }
}
