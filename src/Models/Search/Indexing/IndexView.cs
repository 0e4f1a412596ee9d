using StreamReco.Models.Content;

namespace StreamReco.Models.Search.Indexing;

/// <summary>
/// The index at one moment: what a reader holds from its first to its last look. Immutable; the writer publishes another.
/// </summary>
/// <param name="States">The segments, the head last.</param>
/// <param name="Documents">Live documents.</param>
/// <param name="Generation">Grows by one with each publication.</param>
/// <param name="Settings">How terms are weighed.</param>
/// <param name="Encoder">Encodes queries as the documents are encoded; null where they have no content vectors.</param>
public sealed record IndexView(
    SegmentState[] States, int Documents, long Generation, SearchSettings Settings, ContentEncoder? Encoder)
{
    /// <summary>Live documents that have a term.</summary>
    public int FrequencyOf(ReadOnlySpan<char> term)
    {
        var sum = 0;
        foreach (var state in States)
        {
            if (state.Segment.Terms.Find(term) is var at and >= 0)
            {
                sum += state.LiveFrequencies[at];
            }
        }

        return sum;
    }

    /// <summary>The inverse document frequency of a term that <paramref name="frequency"/> documents have, nats.</summary>
    public float InverseFrequency(int frequency) =>
        (float)Math.Log(1 + ((Documents - frequency + 0.5) / (frequency + 0.5)));
}
