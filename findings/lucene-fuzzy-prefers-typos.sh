#!/usr/bin/env bash
# FuzzyQuery of Lucene.Net puts documents with a misspelling before documents with the word itself.
#
# Seen with Lucene.Net 4.8.0-beta00017 on .NET 10:
# Ten titles have the word 'sneaker', one has 'sneeker' and one 'speaker'. A fuzzy search for 'sneaker' lists the two others first, with
# the default similarity and with BM25. A term's score is lower the farther it is from the word, but a rare term weighs more, and a
# misspelling is nearly always rare.
# Expected: the documentation of FuzzyQuery says that terms are scored according to their edit distance, and advises against another
# rewrite. TopTermsBoostOnlyBooleanQueryRewrite does score by the distance and lists the ten first.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Lucene.Net=4.8.0-beta00017 Lucene.Net.Analysis.Common=4.8.0-beta00017

cat >Program.cs <<'CS'
using Lucene.Net.Analysis.Core;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

foreach (var similarity in new Similarity[] { new DefaultSimilarity(), new BM25Similarity() })
{
    using var directory = new RAMDirectory();
    using (var writer = new IndexWriter(
        directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, new WhitespaceAnalyzer(LuceneVersion.LUCENE_48)) { Similarity = similarity }))
    {
        foreach (var word in Enumerable.Repeat("sneaker", 10).Append("sneeker").Append("speaker").Concat(Enumerable.Repeat("boot", 20)))
        {
            writer.AddDocument([new TextField("title", $"white {word}", Field.Store.YES)]);
        }
    }

    using var reader = DirectoryReader.Open(directory);
    var searcher = new IndexSearcher(reader) { Similarity = similarity };
    Show("default rewrite", new FuzzyQuery(new Term("title", "sneaker"), 2));
    Show("boost only", new FuzzyQuery(new Term("title", "sneaker"), 2)
    {
        MultiTermRewriteMethod = new MultiTermQuery.TopTermsBoostOnlyBooleanQueryRewrite(50),
    });

    void Show(string rewrite, FuzzyQuery query)
    {
        var top = searcher.Search(query, 3).ScoreDocs.Select(hit => searcher.Doc(hit.Doc).Get("title")["white ".Length..]);
        Console.WriteLine($"{similarity.GetType().Name}, {rewrite}: {string.Join(", ", top)}");
    }
}
CS

cat >expected <<'TEXT'
DefaultSimilarity, default rewrite: sneeker, speaker, sneaker
DefaultSimilarity, boost only: sneaker, sneaker, sneaker
BM25Similarity, default rewrite: sneeker, speaker, sneaker
BM25Similarity, boost only: sneaker, sneaker, sneaker
TEXT

compare
