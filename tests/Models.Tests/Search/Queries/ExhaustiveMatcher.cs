using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;

namespace StreamReco.Models.Tests.Search.Queries;

/// <summary>Matches a plan by adding up every posting of every term: what the matcher that passes over blocks must come to.</summary>
internal static class ExhaustiveMatcher
{
    /// <summary>All matches in their order, and how many rows have any and all of the words, whatever the filter.</summary>
    public static (List<TextMatch> Matches, int Any, int Whole) Match(IndexView view, QueryPlan plan, ulong[][]? allowed)
    {
        var best = new Dictionary<(int State, int Row), TextMatch>();
        var (any, whole) = (new HashSet<(int, int)>(), new HashSet<(int, int)>());
        for (var variant = 0; variant < plan.Variants.Count; variant++)
        {
            for (var state = 0; state < view.States.Length; state++)
            {
                foreach (var (row, sum) in SumsOf(view.States[state].Segment, plan, plan.Variants[variant]))
                {
                    if (sum.Asked == 0 || view.States[state].IsDead(row))
                    {
                        continue;
                    }

                    var match = new TextMatch(state, row, sum.Score, variant, sum.Asked == plan.Variants[variant].AskedCount);
                    any.Add((state, row));
                    _ = match.IsWhole && whole.Add((state, row));
                    if ((allowed is null || (allowed[state][row >> 6] & (1UL << row)) != 0)
                        && (!best.TryGetValue((state, row), out var known) || Compare(view, match, known) < 0))
                    {
                        best[(state, row)] = match;
                    }
                }
            }
        }

        var matches = best.Values.ToList();
        matches.Sort((a, b) => Compare(view, a, b));
        return (matches, any.Count, whole.Count);
    }

    private static int Compare(IndexView view, TextMatch a, TextMatch b) =>
        a.IsWhole != b.IsWhole ? (a.IsWhole ? -1 : 1)
        : a.Score != b.Score ? b.Score.CompareTo(a.Score)
        : string.CompareOrdinal(IdOf(view, a), IdOf(view, b));

    private static string IdOf(IndexView view, TextMatch match) => view.States[match.State].Segment.Items[match.Row].ItemId;

    private static Dictionary<int, (float Score, int Asked)> SumsOf(Segment segment, QueryPlan plan, PlanVariant variant)
    {
        var sums = new Dictionary<int, (float Score, int Asked)>();
        for (var word = variant.FirstWord; word < variant.FirstWord + variant.WordCount; word++)
        {
            var planned = plan.Words[word];
            var own = new Dictionary<int, float>();
            for (var term = planned.FirstTerm; term < planned.FirstTerm + planned.TermCount; term++)
            {
                var at = segment.Terms.Find(plan.TextOf(plan.Terms[term]));
                for (var posting = at < 0 ? 0 : segment.PostingStarts[at]; at >= 0 && posting < segment.PostingStarts[at + 1]; posting++)
                {
                    var row = segment.PostingRows[posting];
                    var value = planned.Importance * plan.Terms[term].Weight * segment.Impacts[posting];
                    var sum = sums.GetValueOrDefault(row);
                    var asked = !own.ContainsKey(row) && planned.IsAsked ? 1 : 0;
                    var before = own.GetValueOrDefault(row);
                    own[row] = Math.Max(before, value);
                    sums[row] = (value > before ? sum.Score + (value - before) : sum.Score, sum.Asked + asked);
                }
            }
        }

        return sums;
    }
}
