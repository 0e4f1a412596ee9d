using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Queries;

/// <summary>A value of a facet and the items found that have it.</summary>
public readonly record struct FacetCount(string Value, int Count);

/// <summary>Counts the values of a field among what was found, exactly.</summary>
internal static class FacetCounter
{
    /// <summary>The counts, most first, then by value.</summary>
    /// <param name="view">The index.</param>
    /// <param name="field">The field (<see cref="SegmentFacets"/>).</param>
    /// <param name="matcher">What was found.</param>
    /// <param name="isWhole">Whether the answer is of items with all words.</param>
    /// <param name="filter">The filter; the field's own condition does not count, so that one sees the other values.</param>
    public static IReadOnlyList<FacetCount> Count(
        IndexView view, string field, TextMatcher matcher, bool isWhole, SearchFilter filter)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var state = 0; state < view.States.Length; state++)
        {
            if (view.States[state].Segment.Facets.ColumnOf(field) is not { } column)
            {
                continue;
            }

            var found = new ulong[(view.States[state].Segment.Rows + 63) / 64];
            filter.Fill(view.States[state], field, found);
            var bits = matcher.BitsOf(state, isWhole);
            for (var i = 0; i < found.Length; i++)
            {
                found[i] &= bits[i];
            }

            for (var value = 0; value < column.Values.Length; value++)
            {
                if (CountOf(column.RowsAt(value), found) is var count and > 0)
                {
                    counts[column.Values[value]] = counts.GetValueOrDefault(column.Values[value]) + count;
                }
            }
        }

        return
        [
            .. counts.Select(pair => new FacetCount(pair.Key, pair.Value))
                .OrderByDescending(facet => facet.Count).ThenBy(facet => facet.Value, StringComparer.Ordinal),
        ];
    }

    private static int CountOf(ReadOnlySpan<int> rows, ulong[] found)
    {
        var count = 0;
        foreach (var row in rows)
        {
            count += (found[row >> 6] & (1UL << row)) != 0 ? 1 : 0;
        }

        return count;
    }
}
