using Lucene.Net.Analysis.Standard;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Microsoft.Data.Sqlite;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Benchmarks.Search;

/// <summary>A full-text engine over a catalog.</summary>
internal interface ISearchEngine : IDisposable
{
    /// <summary>Finds the best 200 items with any word.</summary>
    /// <returns>How many were found.</returns>
    int Search(string query);
}

/// <summary>The index of this program: rewriting, matching and exact counts, without the ranker.</summary>
internal sealed class OwnEngine : ISearchEngine
{
    private readonly IndexView _view;
    private readonly QueryRewriter _rewriter = new(Synonyms.None);
    private readonly QueryPlan _plan = new();
    private readonly TextMatcher _matcher = new();
    private readonly List<TextMatch> _matches = [];

    public OwnEngine(CatalogItem[] items) => _view = RankedEngine.IndexOf(items).Current;

    public int Search(string query)
    {
        _rewriter.Rewrite(_view, query, _plan);
        _matcher.Match(_view, _plan, null, 200, _matches);
        return _matches.Count;
    }

    public void Dispose()
    {
    }
}

/// <summary>The same with features and the fixed mix over 300 candidates, and ids in the answer.</summary>
internal sealed class RankedEngine(CatalogItem[] items) : ISearchEngine
{
    private readonly ProductSearch _search = new(IndexOf(items), SearchRanker.Fixed);

    public static SearchIndex IndexOf(CatalogItem[] items)
    {
        var index = new SearchIndex();
        foreach (var item in items)
        {
            index.Upsert(item);
        }

        index.Publish();
        return index;
    }

    public int Search(string query) => _search.Search(new SearchRequest(query, 20)).Items.Count;

    public void Dispose()
    {
    }
}

/// <summary>The texts of an item by the fields that the other engines index.</summary>
internal static class EngineTexts
{
    public static readonly string[] Fields = ["name", "brand", "attributes", "description"];

    public static string[] Of(CatalogItem item) =>
    [
        item.Name,
        item.Brand ?? "",
        string.Join(' ', item.Attributes.Select(attribute => attribute[(attribute.IndexOf(": ", StringComparison.Ordinal) + 1)..])),
        item.Description ?? "",
    ];
}

/// <summary>Lucene.Net, merged to one segment in memory, BM25 over four fields, the best field counting.</summary>
internal sealed class LuceneEngine : ISearchEngine
{
    private readonly RAMDirectory _directory = new();
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;
    private readonly StandardAnalyzer _analyzer = new(LuceneVersion.LUCENE_48);

    public LuceneEngine(CatalogItem[] items)
    {
        var config = new IndexWriterConfig(LuceneVersion.LUCENE_48, _analyzer) { Similarity = new BM25Similarity(0.4f, 0.5f) };
        using (var writer = new IndexWriter(_directory, config))
        {
            foreach (var item in items)
            {
                var document = new Document { new StringField("id", item.ItemId, Field.Store.YES) };
                foreach (var (field, text) in EngineTexts.Fields.Zip(EngineTexts.Of(item)))
                {
                    document.Add(new TextField(field, text, Field.Store.NO));
                }

                writer.AddDocument(document);
            }

            writer.ForceMerge(1);
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = new BM25Similarity(0.4f, 0.5f) };
    }

    public int Search(string query)
    {
        var whole = new BooleanQuery();
        foreach (var word in query.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var best = new DisjunctionMaxQuery(0);
            foreach (var field in EngineTexts.Fields)
            {
                best.Add(new TermQuery(new Term(field, word)) { Boost = field == "name" ? 3 : 1 });
            }

            whole.Add(best, Occur.SHOULD);
        }

        return _searcher.Search(whole, 200).ScoreDocs.Length;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
        _analyzer.Dispose();
    }
}

/// <summary>SQLite's FTS5 in memory with its own bm25().</summary>
internal sealed class SqliteEngine : ISearchEngine
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly SqliteCommand _select;
    private readonly SqliteParameter _match;

    public SqliteEngine(CatalogItem[] items)
    {
        _connection.Open();
        Execute("CREATE VIRTUAL TABLE items USING fts5(name, brand, attributes, description, tokenize='unicode61')");
        using (var transaction = _connection.BeginTransaction())
        {
            Insert(items);
            transaction.Commit();
        }

        Execute("INSERT INTO items(items) VALUES('optimize')");
        _select = _connection.CreateCommand();
        _select.CommandText = "SELECT rowid FROM items WHERE items MATCH $match ORDER BY bm25(items, 3, 1, 0.5, 0.5) LIMIT 200";
        _match = _select.Parameters.Add("$match", SqliteType.Text);
    }

    public int Search(string query)
    {
        _match.Value = string.Join(" OR ", query.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => $"\"{word}\""));
        using var rows = _select.ExecuteReader();
        var count = 0;
        while (rows.Read())
        {
            count++;
        }

        return count;
    }

    public void Dispose()
    {
        _select.Dispose();
        _connection.Dispose();
    }

    private void Insert(CatalogItem[] items)
    {
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO items VALUES($0, $1, $2, $3)";
        var parameters = Enumerable.Range(0, EngineTexts.Fields.Length).Select(i => insert.Parameters.Add($"${i}", SqliteType.Text)).ToArray();
        foreach (var item in items)
        {
            var texts = EngineTexts.Of(item);
            for (var i = 0; i < texts.Length; i++)
            {
                parameters[i].Value = texts[i];
            }

            insert.ExecuteNonQuery();
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
