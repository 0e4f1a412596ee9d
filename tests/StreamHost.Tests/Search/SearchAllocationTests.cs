using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Models.Items;
using StreamReco.Stages;
using StreamReco.Stages.Catalog;
using StreamReco.StreamHost.Search;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>A node that searches all the time makes little garbage: bytes are counted, so the bound is the same on any machine.</summary>
public sealed class SearchAllocationTests
{
    private const int BytesMax = 4 * 1024;
    private const int Warm = 600;
    private const int Counted = 200;

    private static readonly string[] _words =
        ["laptop", "case", "mouse", "wireless", "red", "cable", "screen", "gaming", "keyboard", "headset", "battery", "stand"];

    [Fact]
    public async Task A_search_with_a_page_of_twenty_and_its_reasons_allocates_at_most_four_kilobytes()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var options = new PipelineOptions { Search = new ProductSearchOptions { ListsMaxMb = 1 } };
        await using var search = NodeSearch.Create(options, "node", Catalog(), time, NullLogger<NodeSearch>.Instance)!;
        search.Begin();
        await search.BuiltAsync();
        await SearchAsync(search, Warm);
        var before = GC.GetAllocatedBytesForCurrentThread();

        await SearchAsync(search, Counted); // no graph is asked: the work stays on this thread

        ((GC.GetAllocatedBytesForCurrentThread() - before) / Counted).ShouldBeLessThan(BytesMax);
    }

    private static async Task SearchAsync(NodeSearch search, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var query = $"{_words[i % _words.Length]} {_words[i * 5 % _words.Length]}";
            var page = await search.FindAsync(new NodeSearchRequest(query, 20) { Model = search.Model }, null, "");
            page.Items.Count.ShouldBe(20);
        }
    }

    private static CatalogTable Catalog()
    {
        var (table, random) = (new CatalogTable(), new Random(1));
        for (var i = 0; i < 3_000; i++)
        {
            var name = string.Join(' ', Enumerable.Range(0, 5).Select(_ => _words[random.Next(_words.Length)]));
            table.Put(new CatalogItem($"i{i}", name, $"category {i % 7}", $"brand {i % 5}", 10 + i, Available: true));
        }

        return table;
    }
}
