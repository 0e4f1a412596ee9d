using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Recommendations;

/// <summary>Puts an item that the ranking left out into a place of a list, by a draw that is hashed from user and click.</summary>
internal static class ExploredSlot
{
    private const double Unit = 1.0 / (1L << 53);
    private const int Shift = 11;

    /// <summary>The list, with the propensities of its explored place; a pinned item keeps it, and so does any where nothing is left to try.</summary>
    /// <param name="ranked">The list and what is behind it, up to the last rank that is tried.</param>
    /// <param name="items">Items of the list.</param>
    /// <param name="explore">Which place, and how often.</param>
    /// <param name="request">What is answered.</param>
    /// <returns>Also whether the place has an item that was tried.</returns>
    public static (IReadOnlyList<RankedItem> List, bool IsTried) Of(
        IReadOnlyList<RankedItem> ranked, int items, SlotExploration explore, RecommendationRequest request)
    {
        List<RankedItem> list = [.. ranked.Take(items)];
        RankedItem[] others = [.. ranked.Take(explore.To).Skip(items).Where(item => item.Kind != ReasonKind.Pinned)];
        var place = explore.Slot - 1;
        if (place >= list.Count || list[place].Kind == ReasonKind.Pinned || others.Length == 0)
        {
            return (list, false);
        }

        var drawn = (XxHash3.HashToUInt64(MemoryMarshal.AsBytes(request.UserId.AsSpan()), request.Offset) >> Shift) * Unit;
        var isTried = drawn < explore.Share;
        list[place] = isTried ? Draw(others, drawn / explore.Share, explore, request.Tried)
            : list[place] with { Propensity = 1 - explore.Share };
        return (list, isTried);
    }

    /// <param name="others">Those that may be tried; at least one.</param>
    /// <param name="drawn">0 to 1, exclusive.</param>
    /// <param name="explore">How they are drawn.</param>
    /// <param name="tried">What came of them; null where each is as likely as the others.</param>
    private static RankedItem Draw(RankedItem[] others, double drawn, SlotExploration explore, SlotSums? tried)
    {
        if (tried is null)
        {
            return others[(int)(drawn * others.Length)] with { Propensity = explore.Share / others.Length };
        }

        var known = new SlotSum[others.Length];
        for (var i = 0; i < known.Length; i++)
        {
            known[i] = tried.Of(ShownList.HashOfItem(others[i].ItemId) & AnswerCode.TriedMask);
        }

        var shares = SlotShares.Of(known, tried.All, explore.Floor ?? SlotExploration.DefaultFloor);
        var place = 0;
        for (var left = drawn - shares[0]; left >= 0 && place + 1 < shares.Length; left -= shares[place])
        {
            place++;
        }

        return others[place] with { Propensity = explore.Share * shares[place] };
    }
}
