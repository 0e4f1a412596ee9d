using StreamReco.Models.Content;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Tests.Search.Indexing;

public sealed class IndexOrderTests
{
    // Small segments, so that heads close, deletions fall into old ones and merges run.
    private static readonly SearchSettings _small = new() { HeadDocumentsMax = 8, SegmentsMax = 3 };

    [Fact]
    public async Task Any_order_of_changes_gives_the_answers_of_an_index_built_at_once()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var grown = new SearchIndex(_small);
            var catalog = new Dictionary<string, CatalogItem>(StringComparer.Ordinal);
            for (var change = 0; change < 200; change++)
            {
                var id = $"i{random.Next(60)}";
                if (random.Next(4) == 0)
                {
                    grown.Delete(id);
                    catalog.Remove(id);
                }
                else
                {
                    grown.Upsert(catalog[id] = SearchSamples.RandomItem(id, random));
                }

                if (random.Next(5) == 0)
                {
                    grown.Publish();
                }
            }

            grown.Publish();
            var built = SearchSamples.IndexOf(catalog.Values.OrderBy(_ => random.Next()));
            ShouldAnswerAlike(grown, built, random, seed);
            await Merged(grown);
            grown.Current.States.Length.ShouldBeLessThanOrEqualTo(_small.SegmentsMax, $"seed {seed}");
            ShouldAnswerAlike(grown, built, random, seed);
        }
    }

    [Fact]
    public async Task A_merged_segment_has_the_arrays_of_one_built_at_once()
    {
        var random = new Random(3);
        var items = Enumerable.Range(0, 50).Select(i => SearchSamples.RandomItem($"i{i}", random)).ToArray();
        var grown = new SearchIndex(_small with { HeadDocumentsMax = 1 });
        foreach (var item in items)
        {
            grown.Upsert(item);
            grown.Publish();
            await Merged(grown);
        }

        var merged = SegmentMerger.Merge(grown.Current.States);
        var built = SearchSamples.IndexOf(items).Current.States[0].Segment;
        merged.PostingRows.ShouldBe(built.PostingRows);
        merged.Impacts.ShouldBe(built.Impacts);
        merged.BestImpacts.ShouldBe(built.BestImpacts);
        merged.Masks.ShouldBe(built.Masks);
        merged.NameTerms.ShouldBe(built.NameTerms);
        merged.PurposeStarts.ShouldBe(built.PurposeStarts);
        Enumerable.Range(0, merged.Terms.Count).Select(term => merged.Terms[term].ToString())
            .ShouldBe(Enumerable.Range(0, built.Terms.Count).Select(term => built.Terms[term].ToString()));
    }

    [Fact]
    public async Task An_index_that_takes_another_encoder_answers_as_one_that_was_built_with_it()
    {
        for (var seed = 0; seed < 15; seed++)
        {
            var random = new Random(seed);
            CatalogItem[] items = [.. Enumerable.Range(0, 60).Select(i => SearchSamples.RandomItem($"i{i}", random))];
            var (one, other) = (EncoderOf(items[..40]), EncoderOf(items[20..]));
            var grown = new SearchIndex(_small, one);
            for (var i = 0; i < items.Length; i++)
            {
                grown.Upsert(items[i]);
                if (random.Next(3) == 0)
                {
                    grown.Publish();
                }

                // At any moment: in the middle of a merge, with changes that are not published, there and back.
                if (random.Next(6) == 0)
                {
                    grown.Use(random.Next(4) switch { 0 => null, 1 => one, _ => other });
                }
            }

            var held = grown.Current;
            grown.Use(other);
            var built = new SearchIndex(encoder: other);
            Array.ForEach(items, built.Upsert);
            built.Publish();
            ShouldAnswerAlike(grown, built, random, seed);
            await Merged(grown);
            ShouldAnswerAlike(grown, built, random, seed);
            grown.Use(one);
            new ProductSearch(grown, SearchRanker.Fixed).Search(held, new SearchRequest("red mouse", 5)).Items.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void A_view_that_a_reader_holds_does_not_change()
    {
        var index = SearchSamples.IndexOf([SearchSamples.Item("a", "red mouse")]);
        var search = new ProductSearch(index, SearchRanker.Fixed);
        var held = index.Current;
        index.Delete("a");
        index.Upsert(SearchSamples.Item("b", "red mouse"));
        index.Publish();
        search.Search(held, new SearchRequest("mouse", 10)).Ids().ShouldBe(["a"]);
        search.Search(new SearchRequest("mouse", 10)).Ids().ShouldBe(["b"]);
    }

    [Fact]
    public async Task Readers_see_whole_lists_while_the_catalog_changes()
    {
        var index = new SearchIndex(_small);
        for (var i = 0; i < 40; i++)
        {
            index.Upsert(SearchSamples.Item($"i{i:D2}", "red mouse"));
        }

        index.Publish();
        var search = new ProductSearch(index, SearchRanker.Fixed);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var answer = search.Search(new SearchRequest("mouse", 100));
                answer.Items.Count.ShouldBe(40);
                answer.Total.ShouldBe(40);
            }
        });
        for (var change = 0; change < 500; change++)
        {
            index.Upsert(SearchSamples.Item($"i{change % 40:D2}", $"red mouse {change}"));
            index.Publish();
        }

        await stop.CancelAsync();
        await reader;
    }

    private static ContentEncoder EncoderOf(CatalogItem[] items) =>
        ContentSpace.Fit([.. items.Select(item => item.ItemId)], items, new ParallelOptions { MaxDegreeOfParallelism = 1 })!.Encoder;

    private static async Task Merged(SearchIndex index)
    {
        for (var task = index.MergedAsync(); !task.IsCompleted; task = index.MergedAsync())
        {
            await task;
        }
    }

    private static void ShouldAnswerAlike(SearchIndex grown, SearchIndex built, Random random, int seed)
    {
        var (first, second) = (new ProductSearch(grown, SearchRanker.Fixed), new ProductSearch(built, SearchRanker.Fixed));
        for (var query = 0; query < 15; query++)
        {
            var request = new SearchRequest(SearchSamples.RandomQuery(random), 30)
            {
                Facets = [SegmentFacets.Brand, "attributes.colour"],
                Explain = true,
            };
            SearchSamples.Bytes(first.Search(request)).ShouldBe(SearchSamples.Bytes(second.Search(request)), $"seed {seed}: {request.Query}");
        }
    }
}
