namespace StreamReco.Models.Search.Indexing;

/// <summary>Which segments are merged next.</summary>
internal static class MergePlan
{
    /// <summary>
    /// The smallest segments, so many that half of <paramref name="segmentsMax"/> are left: a document is then merged a
    /// number of times that grows with the logarithm of the index.
    /// </summary>
    public static IEnumerable<OpenSegment> Choose(IReadOnlyList<OpenSegment> segments, int segmentsMax)
    {
        var count = Math.Max(2, segments.Count - (segmentsMax / 2) + 1);
        var chosen = segments.OrderBy(segment => segment.Live).Take(count).ToHashSet();
        return segments.Where(chosen.Contains);
    }
}
