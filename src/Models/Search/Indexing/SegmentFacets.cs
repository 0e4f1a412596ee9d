using System.Collections.Frozen;
using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Indexing;

/// <summary>The values of one field and the rows of each. Immutable.</summary>
/// <param name="Values">In ordinal order.</param>
/// <param name="Starts">Where the rows of each value begin, and the end of the last.</param>
/// <param name="Rows">Rising within a value.</param>
public sealed record FacetColumn(string[] Values, int[] Starts, int[] Rows)
{
    /// <summary>The rows of a value; empty where no row has it.</summary>
    public ReadOnlySpan<int> RowsOf(string value) =>
        Array.BinarySearch(Values, value, StringComparer.Ordinal) is var at and >= 0 ? RowsAt(at) : default;

    /// <summary>The rows of the value at a place.</summary>
    public ReadOnlySpan<int> RowsAt(int value) => Rows.AsSpan(Starts[value], Starts[value + 1] - Starts[value]);
}

/// <summary>What the rows of a segment are filtered and counted by. Immutable.</summary>
public sealed class SegmentFacets
{
    /// <summary>The field of brands.</summary>
    public const string Brand = "brand";

    /// <summary>The field of categories.</summary>
    public const string Category = "category";

    /// <summary>Attributes of the form "name: value" are the field of this and their name.</summary>
    public const string AttributePrefix = "attributes.";

    private readonly FrozenDictionary<string, FacetColumn> _columns;

    private SegmentFacets(FrozenDictionary<string, FacetColumn> columns, float[] prices, ulong[] available)
    {
        _columns = columns;
        Prices = prices;
        Available = available;
    }

    /// <summary>Price by row; NaN where it is unknown.</summary>
    public float[] Prices { get; }

    /// <summary>A bit each row that can be bought.</summary>
    public ulong[] Available { get; }

    /// <summary>The column of a field; null where no row has a value.</summary>
    public FacetColumn? ColumnOf(string field) => _columns.GetValueOrDefault(field);

    /// <summary>The columns of documents by row.</summary>
    internal static SegmentFacets Of(IReadOnlyList<CatalogItem> items)
    {
        var fields = new Dictionary<string, SortedDictionary<string, List<int>>>(StringComparer.Ordinal);
        var prices = new float[items.Count];
        var available = new ulong[(items.Count + 63) / 64];
        for (var row = 0; row < items.Count; row++)
        {
            var item = items[row];
            prices[row] = (float)item.Price;
            available[row >> 6] |= item.Available ? 1UL << row : 0;
            Add(fields, Brand, item.Brand, row);
            Add(fields, Category, item.Category, row);
            foreach (var attribute in item.Attributes)
            {
                if (attribute.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0)
                {
                    Add(fields, AttributePrefix + attribute[..colon], attribute[(colon + 2)..], row);
                }
            }
        }

        return new SegmentFacets(
            fields.ToFrozenDictionary(field => field.Key, field => ColumnOf(field.Value), StringComparer.Ordinal), prices, available);
    }

    private static FacetColumn ColumnOf(SortedDictionary<string, List<int>> values)
    {
        var starts = new int[values.Count + 1];
        var rows = new List<int>();
        var at = 0;
        foreach (var own in values.Values)
        {
            rows.AddRange(own);
            starts[++at] = rows.Count;
        }

        return new FacetColumn([.. values.Keys], starts, [.. rows]);
    }

    private static void Add(
        Dictionary<string, SortedDictionary<string, List<int>>> fields, string field, string? value, int row)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        if (!fields.TryGetValue(field, out var values))
        {
            fields.Add(field, values = new SortedDictionary<string, List<int>>(StringComparer.Ordinal));
        }

        if (!values.TryGetValue(value, out var rows))
        {
            values.Add(value, rows = []);
        }

        if (rows.Count == 0 || rows[^1] != row) // an item may say the same twice
        {
            rows.Add(row);
        }
    }
}
