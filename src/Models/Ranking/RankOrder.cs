using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Ranking;

/// <summary>The order of ranked candidates.</summary>
public static class RankOrder
{
    /// <summary>Places of a request's candidates by falling score, ties by the order of the rough mix.</summary>
    /// <param name="request">Ranked.</param>
    /// <param name="places">Filled; at least as long as there are candidates.</param>
    public static void Write(RankRequest request, Span<int> places)
    {
        Span<ulong> keys = stackalloc ulong[request.Count];
        for (var candidate = 0; candidate < keys.Length; candidate++)
        {
            keys[candidate] = ScoredRow.Of(candidate, request.Scores[candidate] + 0f); // -0 is 0
        }

        ScoredRow.Order(keys, keys.Length);
        for (var place = 0; place < keys.Length; place++)
        {
            places[place] = ScoredRow.RowOf(keys[place]);
        }
    }
}
