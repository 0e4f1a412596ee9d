namespace StreamReco.Models.Ranking;

/// <summary>The order of ranked candidates.</summary>
public static class RankOrder
{
    /// <summary>Places of a request's candidates by falling score, ties by the order of the rough mix.</summary>
    /// <param name="request">Ranked.</param>
    /// <param name="places">Filled; at least as long as there are candidates.</param>
    public static void Write(RankRequest request, Span<int> places)
    {
        for (var candidate = 0; candidate < request.Count; candidate++)
        {
            var at = candidate;
            for (; at > 0 && request.Scores[places[at - 1]] < request.Scores[candidate]; at--)
            {
                places[at] = places[at - 1];
            }

            places[at] = candidate;
        }
    }
}
