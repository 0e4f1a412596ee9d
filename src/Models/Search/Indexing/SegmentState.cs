namespace StreamReco.Models.Search.Indexing;

/// <summary>A segment and which of its documents are deleted, at one moment. Immutable.</summary>
/// <param name="Segment">The documents and postings.</param>
/// <param name="Dead">A bit each row that is deleted; empty where none is.</param>
/// <param name="LiveFrequencies">Documents with each term that are not deleted.</param>
/// <param name="Live">Documents that are not deleted.</param>
public sealed record SegmentState(Segment Segment, ulong[] Dead, int[] LiveFrequencies, int Live)
{
    /// <summary>A segment of which nothing is deleted.</summary>
    public static SegmentState Of(Segment segment)
    {
        var frequencies = new int[segment.Terms.Count];
        for (var term = 0; term < frequencies.Length; term++)
        {
            frequencies[term] = segment.PostingStarts[term + 1] - segment.PostingStarts[term];
        }

        return new SegmentState(segment, [], frequencies, segment.Rows);
    }

    /// <summary>Whether a row is deleted.</summary>
    public bool IsDead(int row) => Dead.Length > 0 && (Dead[row >> 6] & (1UL << row)) != 0;
}
