namespace StreamReco.Models.Retrieval;

/// <summary>The last step of every <see cref="ICandidateSource.Explain"/>: from weights by click to places.</summary>
internal static class HeaviestPlaces
{
    /// <summary>Writes the places with a weight above 0, heaviest first, newer ones first at equal weight.</summary>
    /// <param name="weights">By click, oldest first; used up.</param>
    /// <param name="places">Filled as far as it reaches.</param>
    /// <param name="offset">What is added to each place.</param>
    /// <returns>How many were written.</returns>
    public static int Write(Span<float> weights, Span<int> places, int offset)
    {
        var written = 0;
        while (written < places.Length)
        {
            var best = -1;
            for (var place = weights.Length - 1; place >= 0; place--)
            {
                if (weights[place] > 0 && (best < 0 || weights[place] > weights[best]))
                {
                    best = place;
                }
            }

            if (best < 0)
            {
                return written;
            }

            weights[best] = 0;
            places[written++] = best + offset;
        }

        return written;
    }
}
