using StreamReco.Models.Items;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Search.Evaluation;

/// <summary>Known-item search over made-up names: the share of queries whose item is among the first ten.</summary>
public static class KnownItems
{
    private const int Cut = 10;

    /// <summary>recall@10 by script, as typed and in another spelling (<c>han</c>, <c>han:variant</c>).</summary>
    /// <param name="count">Items of each script.</param>
    /// <param name="seed">Draws the names.</param>
    /// <param name="cancellationToken">Stops between scripts.</param>
    public static IReadOnlyDictionary<string, double> Recall(int count, int seed, CancellationToken cancellationToken)
    {
        var recall = new Dictionary<string, double>();
        foreach (var script in MadeUpNames.Scripts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var names = MadeUpNames.Of(script, count, seed);
            var index = new SearchIndex();
            for (var i = 0; i < names.Count; i++)
            {
                index.Upsert(new CatalogItem(IdOf(i), names[i].Name, null, null, double.NaN, Available: true));
            }

            index.Publish();
            var search = new ProductSearch(index, SearchRanker.Fixed);
            recall[script] = RecallOf(search, names, name => name.Query);
            recall[$"{script}:variant"] = RecallOf(search, names, name => name.Variant);
        }

        return recall;
    }

    private static double RecallOf(ProductSearch search, IReadOnlyList<MadeUpName> names, Func<MadeUpName, string> query) =>
        names.Select((name, i) => search.Search(new SearchRequest(query(name), Cut)).Items.Any(item => item.ItemId == IdOf(i)) ? 1 : 0)
            .Average();

    private static string IdOf(int item) => FormattableString.Invariant($"i{item:D6}");
}
