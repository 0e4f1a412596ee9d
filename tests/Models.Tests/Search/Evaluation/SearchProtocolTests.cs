using StreamReco.Models.Content;
using StreamReco.Models.Data;
using StreamReco.Models.Search.Evaluation;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;
using StreamReco.TestKit;

namespace StreamReco.Models.Tests.Search.Evaluation;

public sealed class SearchProtocolTests
{
    [Fact]
    public void Names_without_blanks_are_found_by_parts_of_them_in_any_spelling() =>
        KnownItems.Recall(1_000, 1, CancellationToken.None).ShouldAllBe(script => script.Value >= 0.98);

    [SharedDataFact("search")]
    public void Rated_product_searches_stay_as_good_as_they_were()
    {
        string Of(string file) => SharedFolder.Data("search", "chorus-icecat", file);
        var (items, _) = CatalogFile.Read(Of("items.ndjson.gz"), CancellationToken.None);
        string[] ids = [.. items.Select(item => item.ItemId)];
        var index = new SearchIndex(encoder: ContentSpace.Fit(ids, items, new ParallelOptions())!.Encoder);
        foreach (var item in items)
        {
            index.Upsert(item);
        }

        index.Publish();
        var queries = JudgedQueries.Read(Of("Broad_Query_Set_rated.csv"));
        var evaluator = new JudgedEvaluator(index, queries, new SearchOptions(), Synonyms.None);
        evaluator.Text().ByName()["nDCG@10"].ShouldBeGreaterThan(0.775);
        var mixed = evaluator.Fixed().ByName();
        mixed["nDCG@10"].ShouldBeGreaterThan(0.79);
        mixed["zero"].ShouldBe(0);
        var typos = JudgedQueries.ReadTypos(Of("typo_queries_seed3.csv")).ToLookup(typo => typo.Query, typo => typo.Typo);
        var mistyped = evaluator.Asked([.. queries.Select(query => typos[query.Query].FirstOrDefault())]);
        mistyped.Queries.Where((_, i) => typos.Contains(queries[i].Query)).Count(query => query.IsEmpty).ShouldBe(0);
    }
}
