using System.IO.Hashing;
using System.Text;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.StreamHost.Search;

/// <summary>
/// Swaps two neighbours of the first places on a share of the searches. How much a place alone brings in clicks can only be told
/// from items that were shown at two places; where a shop's order hardly changes by itself, this makes such cases
/// (Joachims, Swaminathan, Schnabel 2017). Which search is swapped, and where, is drawn by its id.
/// </summary>
/// <param name="share">Share of the searches, 0 to 1.</param>
internal sealed class NeighbourSwap(double share)
{
    /// <summary>Pairs that may be swapped: what stands further down is hardly clicked, so a swap there teaches little.</summary>
    private const int PairsMax = 10;

    /// <summary>Perhaps swaps.</summary>
    /// <param name="answer">The list in the order of the ranker and of the rules; items that a rule moved stay where they are.</param>
    /// <param name="searchId">Draws.</param>
    /// <returns>The list as it is to be shown, and the chance of this order, above 0 to 1.</returns>
    public (SearchAnswer Answer, double Propensity) Apply(SearchAnswer answer, string searchId)
    {
        if (share == 0 || PairsOf(answer) is not { Count: > 0 } pairs)
        {
            return (answer, 1);
        }

        var draw = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(searchId)) / Math.Pow(2, 64);
        if (draw >= share)
        {
            return (answer, 1 - share);
        }

        FoundItem[] items = [.. answer.Items];
        var first = pairs[Math.Min((int)(draw / share * pairs.Count), pairs.Count - 1)];
        (items[first], items[first + 1]) = (items[first + 1], items[first]);
        return (answer with { Items = items }, share / pairs.Count);
    }

    /// <summary>The first places of pairs that the ranker alone has put in their order.</summary>
    private static List<int> PairsOf(SearchAnswer answer)
    {
        var pairs = new List<int>(PairsMax);
        for (var i = 0; i + 1 < answer.Items.Count && i < PairsMax; i++)
        {
            var (one, other) = (answer.Items[i], answer.Items[i + 1]);
            if (one.Tier == other.Tier && !answer.Marks.ContainsKey(one.ItemId) && !answer.Marks.ContainsKey(other.ItemId))
            {
                pairs.Add(i);
            }
        }

        return pairs;
    }
}
