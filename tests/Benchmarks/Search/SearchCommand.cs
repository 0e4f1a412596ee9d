using System.CommandLine;
using System.Diagnostics;
using StreamReco.Models.Data;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Evaluation;

namespace StreamReco.Benchmarks.Search;

/// <summary>Command <c>search</c>: the index beside Lucene.Net and SQLite FTS5 in one process.</summary>
internal sealed class SearchCommand : Command
{
    private readonly Option<string> _items = new("--items") { Description = "Catalog records, one a line.", Required = true };
    private readonly Option<string> _ratings = new("--ratings") { Description = "query,docid,rating: gives the queries.", Required = true };
    private readonly Option<int> _copies = new("--copies")
    {
        Description = "Times that the catalog is repeated, with a word changed in each copy.",
        DefaultValueFactory = _ => 10,
    };

    public SearchCommand()
        : base("search", "Times and allocations of the search index, of Lucene.Net and of SQLite FTS5 over the same items and queries.")
    {
        Options.Add(_items);
        Options.Add(_ratings);
        Options.Add(_copies);
        SetAction(parse => Run(parse.GetValue(_items)!, parse.GetValue(_ratings)!, parse.GetValue(_copies)));
    }

    private static int Run(string itemsFile, string ratingsFile, int copies)
    {
        var (read, _) = CatalogFile.Read(itemsFile, CancellationToken.None);
        CatalogItem[] items = [.. Enumerable.Range(0, copies).SelectMany(copy => read.Select(item => Copy(item, copy)))];
        string[] queries = [.. JudgedQueries.Read(ratingsFile).Select(query => query.Query)];
        Console.WriteLine($"{items.Length:N0} items, {queries.Length} queries, best 200 of each");
        Console.WriteLine("engine            build s   p50 us   p90 us   max us   B/query");
        var ours = Measure("own index", () => new OwnEngine(items), queries);
        Measure("with the ranker", () => new RankedEngine(items), queries);
        var lucene = Measure("Lucene.Net", () => new LuceneEngine(items), queries);
        var sqlite = Measure("SQLite FTS5", () => new SqliteEngine(items), queries);
        Console.WriteLine(FormattableString.Invariant(
            $"own / Lucene.Net: p50 1/{lucene.P50 / ours.P50:F1}, p90 1/{lucene.P90 / ours.P90:F1}; own / FTS5: p50 1/{sqlite.P50 / ours.P50:F1}, p90 1/{sqlite.P90 / ours.P90:F1}"));
        return 0;
    }

    /// <summary>The same item under another id with one more word: postings grow, no two texts are alike.</summary>
    internal static CatalogItem Copy(CatalogItem item, int copy) => copy == 0 ? item : item with
    {
        ItemId = FormattableString.Invariant($"{item.ItemId}-{copy}"),
        Name = FormattableString.Invariant($"{item.Name} edition{copy}"),
    };

    private static (double P50, double P90) Measure(string name, Func<ISearchEngine> build, string[] queries)
    {
        const int Rounds = 7;
        var clock = Stopwatch.StartNew();
        using var engine = build();
        var built = clock.Elapsed.TotalSeconds;
        var best = new double[queries.Length];
        Array.Fill(best, double.MaxValue);
        var allocated = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var query = 0; query < queries.Length; query++)
            {
                var start = Stopwatch.GetTimestamp();
                engine.Search(queries[query]);
                best[query] = Math.Min(best[query], Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Array.Sort(best);
        var (p50, p90) = (best[best.Length / 2], best[best.Length * 9 / 10]);
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-16} {built,8:F1} {p50,8:F0} {p90,8:F0} {best[^1],8:F0} {allocated / queries.Length,9}"));
        return (p50, p90);
    }
}
