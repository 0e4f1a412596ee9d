using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Queries;

/// <summary>What found items must be: each condition holds.</summary>
/// <param name="Values">By field (<see cref="SegmentFacets"/>): one of the values.</param>
/// <param name="PriceFrom">The lowest price; null for none. Items without a price are left out where a bound is given.</param>
/// <param name="PriceTo">The highest price; null for none.</param>
/// <param name="AvailableOnly">Only items that can be bought.</param>
public sealed record SearchFilter(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Values,
    double? PriceFrom = null,
    double? PriceTo = null,
    bool AvailableOnly = false)
{
    /// <summary>A filter that leaves nothing out.</summary>
    public static SearchFilter None { get; } = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEmpty => Values.Count == 0 && PriceFrom is null && PriceTo is null && !AvailableOnly;

    /// <summary>Fills <paramref name="allowed"/> with the rows of a segment that pass, a bit each; dead rows do not.</summary>
    /// <param name="state">The segment.</param>
    /// <param name="without">A field whose condition is passed over, for its facet; null for none.</param>
    /// <param name="allowed">(rows + 63) / 64 words.</param>
    public void Fill(SegmentState state, string? without, Span<ulong> allowed)
    {
        var facets = state.Segment.Facets;
        for (var i = 0; i < allowed.Length; i++)
        {
            allowed[i] = AvailableOnly ? facets.Available[i] : ulong.MaxValue;
            allowed[i] &= state.Dead.Length > 0 ? ~state.Dead[i] : ulong.MaxValue;
        }

        if ((state.Segment.Rows & 63) is var rest and > 0)
        {
            allowed[^1] &= (1UL << rest) - 1;
        }

        foreach (var (field, values) in Values)
        {
            if (field != without)
            {
                KeepValues(facets.ColumnOf(field), values, allowed);
            }
        }

        if (PriceFrom is not null || PriceTo is not null)
        {
            KeepPrices(facets.Prices, allowed);
        }
    }

    private static void KeepValues(FacetColumn? column, IReadOnlyList<string> values, Span<ulong> allowed)
    {
        var has = new ulong[allowed.Length];
        foreach (var value in values)
        {
            foreach (var row in column is null ? default : column.RowsOf(value))
            {
                has[row >> 6] |= 1UL << row;
            }
        }

        for (var i = 0; i < allowed.Length; i++)
        {
            allowed[i] &= has[i];
        }
    }

    private void KeepPrices(float[] prices, Span<ulong> allowed)
    {
        var (from, to) = (PriceFrom ?? double.NegativeInfinity, PriceTo ?? double.PositiveInfinity);
        for (var row = 0; row < prices.Length; row++)
        {
            if (!(prices[row] >= from && prices[row] <= to))
            {
                allowed[row >> 6] &= ~(1UL << row);
            }
        }
    }
}
