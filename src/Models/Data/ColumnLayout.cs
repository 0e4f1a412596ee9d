namespace StreamReco.Models.Data;

/// <summary>
/// At which positions of a row each <see cref="Column"/> stands, best first: where the first is empty, the next one counts
/// (a guest has no user id but a visitor id).
/// </summary>
internal sealed class ColumnLayout
{
    /// <summary>Names of a column that mean something else beside a better one: <c>product</c> beside <c>product_id</c> is a title.</summary>
    private static readonly string[] _neverSecond = ["item", "product", "reference", "asin", "type", "step", "position"];

    private readonly int[][] _positions = new int[ColumnNames.Count][];
    private readonly string[] _header;

    private ColumnLayout(string[] header)
    {
        _header = header;
        Array.Fill(_positions, []);
    }

    /// <summary>The positions of a column, counted from 0, best first; empty where the file has none.</summary>
    public ReadOnlySpan<int> this[Column column] => _positions[(int)column];

    /// <summary>Columns of the header; 0 where there is none.</summary>
    public int HeaderColumns => _header.Length;

    public bool Has(Column column) => this[column].Length > 0;

    /// <summary>Whether a column of the header has this name, in its normal form (<c>userid</c>).</summary>
    public bool HasName(string normal) => Array.Exists(_header, name => ColumnNames.Normal(name) == normal);

    /// <summary>The file's name of a column, for people: <c>timestamp</c>, <c>column 4</c>.</summary>
    public string NameOf(Column column) => string.Join(" or ", _positions[(int)column].Select(NameAt));

    /// <summary>The columns by position, for a file without a header.</summary>
    public static ColumnLayout At(params ReadOnlySpan<(Column Column, int Position)> columns)
    {
        var layout = new ColumnLayout([]);
        foreach (var (column, position) in columns)
        {
            layout._positions[(int)column] = [position];
        }

        return layout;
    }

    /// <summary>The columns that the map gives by number, for a file without a header.</summary>
    /// <exception cref="DataFileException">A number beyond the columns of the file.</exception>
    public static ColumnLayout ByNumber(ColumnMap map, string[] firstRow)
    {
        var layout = new ColumnLayout([]);
        for (var column = 0; column < ColumnNames.Count; column++)
        {
            if (map[(Column)column] is { } name && ColumnMap.IsNumber(name, out var number))
            {
                layout._positions[column] = [InRange((Column)column, number, firstRow)];
            }
        }

        return layout;
    }

    /// <summary>Finds the columns of a header: first by the map, the others by their usual names.</summary>
    /// <param name="header">The names, in the order of the line.</param>
    /// <param name="map">Names or numbers of columns; a name goes before a number.</param>
    /// <param name="missing">A name of the map that the header has not, else null.</param>
    /// <exception cref="DataFileException">A number beyond the columns of the file.</exception>
    public static ColumnLayout Of(string[] header, ColumnMap map, out string? missing)
    {
        var layout = new ColumnLayout(header);
        missing = null;
        for (var column = 0; column < ColumnNames.Count; column++)
        {
            if (map[(Column)column] is { } name)
            {
                var position = PositionOf(header, name);
                position = position < 0 && ColumnMap.IsNumber(name, out var number)
                    ? InRange((Column)column, number, header)
                    : position;
                layout._positions[column] = position < 0 ? [] : [position];
                missing ??= position < 0 ? name : null;
            }
        }

        layout.AddUsual(header, map);
        return layout;
    }

    private static int InRange(Column column, int number, string[] row) => number >= 1 && number <= row.Length
        ? number - 1
        : throw new DataFileException(
            $"--columns: {column.ToString().ToLowerInvariant()}={number}, but the columns go from 1 to {row.Length}: "
            + $"'{string.Join(", ", row)}'.")
        { IsOption = true };

    private static int PositionOf(string[] header, string name)
    {
        var exact = Array.IndexOf(header, name);
        return exact >= 0
            ? exact
            : Array.FindIndex(header, h => h.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private void AddUsual(string[] header, ColumnMap map)
    {
        var found = new List<(Column Column, int Rank, int Position)>();
        for (var i = 0; i < header.Length; i++)
        {
            if (!Array.Exists(_positions, taken => taken.Contains(i))
                && ColumnNames.TryFind(header[i], out var column, out var rank) && map[column] is null)
            {
                found.Add((column, rank, i));
            }
        }

        foreach (var column in found.GroupBy(name => name.Column))
        {
            var ranked = column.OrderBy(name => name.Rank).ThenBy(name => name.Position).Select(name => name.Position);
            _positions[(int)column.Key] =
            [
                .. ranked.Where((position, place) => place == 0 || MayFollow(column.Key, ColumnNames.Normal(header[position]))),
            ];
        }
    }

    /// <summary>A second time may be another thing's (when the item was made), a second name may be a title.</summary>
    private static bool MayFollow(Column column, string normal) =>
        column is not (Column.Time or Column.Order or Column.Timeframe) && !_neverSecond.Contains(normal);

    private string NameAt(int position) => position < _header.Length ? _header[position] : $"column {position + 1}";
}
