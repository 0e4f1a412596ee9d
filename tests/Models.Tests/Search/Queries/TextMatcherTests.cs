using StreamReco.Models.Items;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;

namespace StreamReco.Models.Tests.Search.Queries;

/// <summary>Passing over blocks changes no match, no bit of a score and no count.</summary>
public sealed class TextMatcherTests
{
    private static readonly Synonyms _synonyms = Synonyms.Parse(["waa, wab", "wac => wad wae", "waf wag => wah"]);

    [Fact]
    public void The_best_matches_and_the_counts_are_those_of_adding_up_every_posting()
    {
        var matcher = new TextMatcher(); // one for all: its buffers must not show
        for (var seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            var view = ViewOf(random, documents: 3_000 + (600 * seed));
            view.States.Max(state => CommonOf(state.Segment)).ShouldBeGreaterThan(1); // else nothing is passed over
            for (var run = 0; run < 40; run++)
            {
                var (plan, query) = (new QueryPlan(), QueryOf(random));
                new QueryRewriter(_synonyms).Rewrite(view, query, plan);
                var allowed = run % 3 == 0 ? AllowedOf(view, random) : null;
                int[] sizes = [1, 20, 200, 1_000];
                ShouldAgree(matcher, view, plan, allowed, sizes[random.Next(sizes.Length)], $"seed {seed}: {query}");
            }
        }
    }

    [Fact]
    public void The_posting_of_a_row_is_found_in_common_and_in_rare_terms()
    {
        var segment = ViewOf(new Random(9), 3_000).States.MaxBy(state => state.Live)!.Segment;
        for (var term = 0; term < segment.Terms.Count; term++)
        {
            var rows = segment.RowsOf(term).ToArray();
            for (var row = 0; row < segment.Rows; row += 7)
            {
                var at = Array.BinarySearch(rows, row);
                segment.PostingOf(term, row).ShouldBe(at < 0 ? -1 : segment.PostingStarts[term] + at);
            }
        }
    }

    private static void ShouldAgree(TextMatcher matcher, IndexView view, QueryPlan plan, ulong[][]? allowed, int size, string message)
    {
        var expected = ExhaustiveMatcher.Match(view, plan, allowed);
        var matches = new List<TextMatch>();
        matcher.Match(view, plan, allowed, size, matches);

        matches.Count.ShouldBe(Math.Min(size, expected.Matches.Count), message);
        for (var i = 0; i < matches.Count; i++)
        {
            matches[i].ShouldBe(expected.Matches[i], $"{message}, {size} wanted, place {i}");
        }

        matcher.CountOf(view, isWhole: false, null).ShouldBe(expected.Any, message);
        matcher.WholeCount.ShouldBe(expected.Whole, message);
    }

    /// <summary>Several segments, some with deleted documents.</summary>
    private static IndexView ViewOf(Random random, int documents)
    {
        var index = new SearchIndex(new SearchSettings { HeadDocumentsMax = documents / 2, SegmentsMax = 8 });
        for (var i = 0; i < documents; i++)
        {
            index.Upsert(ItemOf($"i{random.Next(10 * documents):D6}", random));
            if (i % (documents / 3) == 0)
            {
                index.Publish();
            }
        }

        index.Publish();
        foreach (var item in index.Current.States.SelectMany(state => state.Segment.Items).Where(_ => random.Next(9) == 0).ToArray())
        {
            index.Delete(item.ItemId);
        }

        return index.Publish();
    }

    private static int CommonOf(Segment segment) => Enumerable.Range(0, segment.Terms.Count).Count(term => segment.Common.PlaceOf(term) >= 0);

    private static CatalogItem ItemOf(string id, Random random) => SearchSamples.Item(
        id, string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => WordOf(random))), random.Next(3) == 0 ? WordOf(random) : null);

    private static string QueryOf(Random random) => random.Next(8) switch
    {
        0 => WordOf(random) + "zzz", // a spelling that no item has, or a beginning
        1 => "wa",
        2 => "the of " + WordOf(random),
        _ => string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => WordOf(random))),
    };

    /// <summary>Some words in every third document, most in a few; without an s that the stemmer would take.</summary>
    private static string WordOf(Random random) =>
        random.Next(12) == 0 ? $"rare{(char)('a' + random.Next(26))}{(char)('a' + random.Next(18))}x"
            : $"wa{(char)('a' + (int)(Math.Pow(random.NextDouble(), 2) * 16))}";

    private static ulong[][] AllowedOf(IndexView view, Random random) =>
    [
        .. view.States.Select(state =>
        {
            var bits = new ulong[(state.Segment.Rows + 63) / 64];
            for (var row = 0; row < state.Segment.Rows; row++)
            {
                bits[row >> 6] |= !state.IsDead(row) && random.Next(3) == 0 ? 1UL << row : 0;
            }

            return bits;
        }),
    ];
}
