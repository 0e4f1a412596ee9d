namespace StreamReco.Models.Data;

/// <summary>At which position of a line each <see cref="Column"/> stands.</summary>
internal sealed class ColumnLayout
{
    private readonly int[] _positions = new int[ColumnNames.Count];

    private ColumnLayout() => Array.Fill(_positions, -1);

    /// <summary>The position of a column, counted from 0; -1 where the file has none.</summary>
    public int this[Column column] => _positions[(int)column];

    public bool Has(Column column) => this[column] >= 0;

    /// <summary>The first columns in the given order, for a file without a header.</summary>
    public static ColumnLayout InOrder(params ReadOnlySpan<Column> columns)
    {
        var layout = new ColumnLayout();
        for (var i = 0; i < columns.Length; i++)
        {
            layout._positions[(int)columns[i]] = i;
        }

        return layout;
    }

    /// <summary>Finds the columns of a header: first by the map, the others by their usual names.</summary>
    /// <param name="header">The names, in the order of the line.</param>
    /// <param name="missing">A name of the map that the header has not, else null.</param>
    public static ColumnLayout Of(string[] header, ColumnMap map, out string? missing)
    {
        var layout = new ColumnLayout();
        missing = null;
        for (var column = 0; column < ColumnNames.Count; column++)
        {
            if (map[(Column)column] is { } name)
            {
                layout._positions[column] = PositionOf(header, name);
                missing ??= layout._positions[column] < 0 ? name : null;
            }
        }

        layout.AddUsual(header, map);
        return layout;
    }

    private static int PositionOf(string[] header, string name)
    {
        var exact = Array.IndexOf(header, name);
        return exact >= 0
            ? exact
            : Array.FindIndex(header, h => h.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private void AddUsual(string[] header, ColumnMap map)
    {
        Span<int> ranks = stackalloc int[ColumnNames.Count];
        ranks.Fill(int.MaxValue);
        for (var i = 0; i < header.Length; i++)
        {
            if (!_positions.Contains(i) && ColumnNames.TryFind(header[i], out var column, out var rank)
                && map[column] is null && rank < ranks[(int)column])
            {
                ranks[(int)column] = rank;
                _positions[(int)column] = i;
            }
        }
    }
}
