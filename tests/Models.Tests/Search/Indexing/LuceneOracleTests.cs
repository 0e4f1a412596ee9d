using Lucene.Net.Analysis.Core;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;

namespace StreamReco.Models.Tests.Search.Indexing;

/// <summary>
/// BM25 of one field beside Lucene's, on random texts. Lucene keeps the length of a text in a byte, so the texts have
/// lengths that a byte holds exactly.
/// </summary>
public sealed class LuceneOracleTests
{
    private const int Documents = 400;
    private const float K1 = 0.9f;
    private const float B = 0.4f;

    private static readonly int[] _lengths = [1, 4, 16];

    [Fact]
    public void The_best_documents_and_their_scores_are_those_of_Lucene()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            var texts = Enumerable.Range(0, Documents).Select(_ => TextOf(random)).ToArray();
            var mean = texts.Average(text => text.Split(' ').Length);
            var view = SearchSamples.IndexOf(
                texts.Select((text, i) => SearchSamples.Item($"d{i:D4}", text)),
                new SearchSettings { K1 = K1, B = B, Weights = [1, 0, 0, 0, 0, 0], Lengths = [(float)mean, 1, 1, 1, 1, 1] }).Current;
            using var directory = new RAMDirectory();
            using var reader = Open(directory, texts);
            var searcher = new IndexSearcher(reader) { Similarity = new BM25Similarity(K1, B) };
            for (var run = 0; run < 20; run++)
            {
                var words = Enumerable.Range(0, random.Next(1, 4)).Select(_ => WordOf(random)).Distinct().ToArray();
                ShouldAgree(Ours(view, words), Lucenes(searcher, words), $"seed {seed}: {string.Join(' ', words)}");
            }
        }
    }

    private static void ShouldAgree((string Id, double Score)[] ours, (string Id, double Score)[] theirs, string message)
    {
        ours.Select(hit => hit.Id).ShouldBe(theirs.Select(hit => hit.Id), message);
        for (var i = 0; i < ours.Length; i++)
        {
            ours[i].Score.ShouldBe(theirs[i].Score, 2e-5 * theirs[i].Score, message);
        }
    }

    /// <summary>By score, then by id; Lucene multiplies by k1 + 1.</summary>
    private static (string Id, double Score)[] Ours(IndexView view, string[] words)
    {
        var (plan, matches) = (new QueryPlan(), new List<TextMatch>());
        new QueryRewriter(Synonyms.None, spells: false).Rewrite(view, string.Join(' ', words), plan);
        new TextMatcher().Match(view, plan, null, Documents, matches);
        return Sorted(matches.Select(match => (view.States[match.State].Segment.Items[match.Row].ItemId, match.Score * (double)(K1 + 1))));
    }

    private static (string Id, double Score)[] Lucenes(IndexSearcher searcher, string[] words)
    {
        var query = new BooleanQuery(disableCoord: true);
        foreach (var word in words)
        {
            query.Add(new TermQuery(new Term("text", word)), Occur.SHOULD);
        }

        return Sorted(searcher.Search(query, Documents).ScoreDocs.Select(hit => ($"d{hit.Doc:D4}", (double)hit.Score)));
    }

    /// <summary>Scores that differ in the last digits of a float are one score.</summary>
    private static (string Id, double Score)[] Sorted(IEnumerable<(string Id, double Score)> hits) =>
        [.. hits.OrderByDescending(hit => Math.Round(hit.Score, 4)).ThenBy(hit => hit.Id, StringComparer.Ordinal)];

    private static DirectoryReader Open(RAMDirectory directory, string[] texts)
    {
        var config = new IndexWriterConfig(LuceneVersion.LUCENE_48, new WhitespaceAnalyzer(LuceneVersion.LUCENE_48))
        {
            Similarity = new BM25Similarity(K1, B),
        };
        using (var writer = new IndexWriter(directory, config))
        {
            foreach (var text in texts)
            {
                writer.AddDocument([new TextField("text", text, Field.Store.NO)]);
            }

            writer.ForceMerge(1);
        }

        return DirectoryReader.Open(directory);
    }

    private static string TextOf(Random random) =>
        string.Join(' ', Enumerable.Range(0, _lengths[random.Next(_lengths.Length)]).Select(_ => WordOf(random)));

    /// <summary>Common and rare words, without an s that the stemmer would take.</summary>
    private static string WordOf(Random random) => $"w{(char)('a' + (int)(Math.Pow(random.NextDouble(), 3) * 15))}x";
}
