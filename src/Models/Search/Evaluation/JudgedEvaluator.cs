using StreamReco.Models.Items;
using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Rules;
using StreamReco.Models.Search.Training;

namespace StreamReco.Models.Search.Evaluation;

/// <summary>Judges searches by rated queries.</summary>
/// <param name="index">The catalog.</param>
/// <param name="queries">The judgments.</param>
/// <param name="options">The bounds of searches.</param>
/// <param name="synonyms">Phrases that stand for one another.</param>
public sealed class JudgedEvaluator(
    SearchIndex index, IReadOnlyList<JudgedQuery> queries, SearchOptions options, Synonyms synonyms)
{
    /// <summary>Parts of the queries for what is trained: each is judged by a ranker that has not seen it.</summary>
    public const int Folds = 5;

    /// <summary>BM25F alone: no other spelling, no content, nothing but the text's order.</summary>
    public SearchFigures Text() => Judge(
        new ProductSearch(index, SearchRanker.TextOnly, options with { Spelling = false, RankedHead = SearchFeatures.Candidates }), queries.Select(query => query.Query), SearchTier.Text);

    /// <summary>The fixed mix, as a shop without clicks has it.</summary>
    public SearchFigures Fixed() => Judge(Search(SearchRanker.Fixed), queries.Select(query => query.Query), SearchTier.Popular);

    /// <summary>The fixed mix under rules of a shop.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="find">What the catalog says of an item.</param>
    public SearchFigures Ruled(SearchRules rules, Func<string, CatalogItem?> find)
    {
        var search = new RuledSearch(Search(SearchRanker.Fixed), rules, find);
        return new SearchFigures([.. queries.Select(query => FiguresOf(search.Search, query.Query, query, SearchTier.Popular))]);
    }

    /// <summary>The fixed mix asked with other texts than the judged ones, for instance with typing errors.</summary>
    /// <param name="texts">By query; null leaves the query out.</param>
    public SearchFigures Asked(IReadOnlyList<string?> texts) => Asked(texts, options);

    /// <summary>The same without any tolerance of typing errors.</summary>
    public SearchFigures AskedUntolerant(IReadOnlyList<string?> texts) => Asked(texts, options with { Spelling = false });

    private SearchFigures Asked(IReadOnlyList<string?> texts, SearchOptions asked)
    {
        var search = new ProductSearch(index, SearchRanker.Fixed, asked, synonyms);
        return new SearchFigures(
        [
            .. queries.Select((query, i) => texts[i] is { } text
                ? FiguresOf(search.Search, text, query, SearchTier.Content) : default),
        ]);
    }

    /// <summary>The learned ranker, cross-validated by query: trained on four fifths, judged on the fifth.</summary>
    public SearchFigures Learned(int seed, CancellationToken cancellationToken)
    {
        var described = Describe();
        var foldOf = FoldsOf(queries.Count, seed);
        var figures = new QueryFigures[queries.Count];
        for (var fold = 0; fold < Folds; fold++)
        {
            var training = described.Where((_, query) => foldOf[query] != fold).ToArray();
            var ranker = new ShrunkTrainer(new CoordinateTraining { Seed = seed }).Train(training, cancellationToken);
            var search = Search(ranker);
            for (var query = 0; query < queries.Count; query++)
            {
                if (foldOf[query] == fold)
                {
                    figures[query] = FiguresOf(search.Search, queries[query].Query, queries[query], SearchTier.Popular);
                }
            }
        }

        return new SearchFigures(figures);
    }

    /// <summary>A ranker for a node, trained on all queries.</summary>
    /// <param name="seed">Draws the queries.</param>
    /// <param name="cancellationToken">Stops between trainings.</param>
    /// <returns>The fixed mix itself where the judgments confirm nothing beyond it.</returns>
    public RankerModel Train(int seed, CancellationToken cancellationToken) =>
        new ShrunkTrainer(new CoordinateTraining { Seed = seed }).Train(Describe(), cancellationToken);

    /// <summary>The candidates of all queries with their features and ratings.</summary>
    public IReadOnlyList<RankedQuery> Describe()
    {
        var search = Search(SearchRanker.Fixed);
        var described = new List<RankedQuery>();
        foreach (var query in queries)
        {
            search.Describe(new SearchRequest(query.Query, QueryFigures.Depth), (ids, features) => described.Add(new RankedQuery(
                features.LengthClass,
                features.Features[..(ids.Count * SearchFeatures.Count)],
                [.. ids.Select(id => query.Ratings.GetValueOrDefault(id, -1))])));
        }

        return described;
    }

    private ProductSearch Search(RankerModel ranker) => new(index, ranker, options, synonyms);

    /// <summary>Judges one search with each query.</summary>
    internal SearchFigures Judge(ProductSearch search, IEnumerable<string> texts, SearchTier lastTier) => new(
        [.. texts.Select((text, i) => FiguresOf(search.Search, text, queries[i], lastTier))]);

    private static QueryFigures FiguresOf(
        Func<SearchRequest, SearchAnswer> search, string text, JudgedQuery query, SearchTier lastTier)
    {
        var answer = search(new SearchRequest(text, QueryFigures.Depth));
        return QueryFigures.Of(
            [.. answer.Items.Where(item => item.Tier <= lastTier).Select(item => item.ItemId)], query.Ratings);
    }

    private static int[] FoldsOf(int count, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(order);
        var folds = new int[count];
        for (var i = 0; i < count; i++)
        {
            folds[order[i]] = i % Folds;
        }

        return folds;
    }
}
