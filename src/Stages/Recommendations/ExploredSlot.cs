using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamReco.Models.Experiments.Assignment;
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
    public static IReadOnlyList<RankedItem> Of(
        IReadOnlyList<RankedItem> ranked, int items, SlotExploration explore, RecommendationRequest request)
    {
        List<RankedItem> list = [.. ranked.Take(items)];
        RankedItem[] others = [.. ranked.Take(explore.To).Skip(items).Where(item => item.Kind != ReasonKind.Pinned)];
        var place = explore.Slot - 1;
        if (place >= list.Count || list[place].Kind == ReasonKind.Pinned || others.Length == 0)
        {
            return list;
        }

        var drawn = (XxHash3.HashToUInt64(MemoryMarshal.AsBytes(request.UserId.AsSpan()), request.Offset) >> Shift) * Unit;
        list[place] = drawn >= explore.Share ? list[place] with { Propensity = 1 - explore.Share }
            : others[(int)(drawn / explore.Share * others.Length)] with { Propensity = explore.Share / others.Length };
        return list;
    }
}
