using System.IO.Hashing;

namespace StreamReco.Models.Experiments.Interleaving;

/// <summary>Whose item a place of an interleaved list shows.</summary>
public enum Team : byte
{
    /// <summary>Both lists begin with the same items: a click here says nothing.</summary>
    None,

    /// <summary>The first list.</summary>
    First,

    /// <summary>The second list.</summary>
    Second,
}

/// <summary>
/// Team draft (Radlinski, Kurup and Joachims, CIKM 2008): the lists take turns in pairs, the order of each pair by a coin
/// that is hashed from the answer's id, so that a replay tosses the same. Says which ranking people prefer with a fraction of
/// an A/B test's users; says nothing about revenue.
/// </summary>
public static class TeamDraft
{
    /// <summary>Interleaves.</summary>
    /// <param name="first">Items, best first, no item twice.</param>
    /// <param name="second">Items, best first, no item twice.</param>
    /// <param name="count">At most so many items.</param>
    /// <param name="answerId">UTF-8; tosses the coins.</param>
    public static List<(int Item, Team Team)> Draft(
        ReadOnlySpan<int> first, ReadOnlySpan<int> second, int count, ReadOnlySpan<byte> answerId)
    {
        var list = new List<(int Item, Team Team)>(count);
        var taken = new HashSet<int>();
        var same = first.CommonPrefixLength(second);
        for (var i = 0; i < same && list.Count < count; i++)
        {
            list.Add((first[i], Team.None));
            taken.Add(first[i]);
        }

        var (a, b) = (same, same);
        for (var round = 0; list.Count < count; round++)
        {
            var before = list.Count;
            var isFirstAhead = (XxHash64.HashToUInt64(answerId, round) & 1) == 0;
            if (isFirstAhead)
            {
                Pick(first, ref a, Team.First, count, taken, list);
            }

            Pick(second, ref b, Team.Second, count, taken, list);
            if (!isFirstAhead)
            {
                Pick(first, ref a, Team.First, count, taken, list);
            }

            if (list.Count == before)
            {
                break; // Both lists are used up.
            }
        }

        return list;
    }

    private static void Pick(
        ReadOnlySpan<int> from, ref int at, Team team, int count, HashSet<int> taken, List<(int Item, Team Team)> list)
    {
        while (at < from.Length && !taken.Add(from[at]))
        {
            at++;
        }

        if (at < from.Length)
        {
            if (list.Count < count)
            {
                list.Add((from[at], team));
            }

            at++;
        }
    }
}
