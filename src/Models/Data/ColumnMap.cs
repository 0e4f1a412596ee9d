namespace StreamReco.Models.Data;

/// <summary>
/// Which column of a file has which meaning, as a person wrote it: <c>user=visitor,item=sku,time=ts</c>. What it does
/// not name is found by the usual names. In JSON a name may be a path with dots, <c>properties.product_id</c>.
/// </summary>
public sealed class ColumnMap
{
    private readonly string?[] _names = new string?[ColumnNames.Count];

    /// <summary>A map that names nothing: every column is found by its usual names.</summary>
    public static ColumnMap Usual { get; } = new();

    /// <summary>The file's name for a column, or null where the usual names are to be tried.</summary>
    public string? this[Column column] => _names[(int)column];

    /// <exception cref="DataFileException">Not of the form <c>column=name,…</c>, or a column that does not exist.</exception>
    public static ColumnMap Parse(string text)
    {
        var map = new ColumnMap();
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            map.Add(pair);
        }

        return map;
    }

    private void Add(string pair)
    {
        var equals = pair.IndexOf('=');
        if (equals <= 0 || equals == pair.Length - 1 || !TryColumn(pair[..equals].TrimEnd(), out var column))
        {
            throw new DataFileException(
                $"--columns: '{pair}' is not COLUMN=NAME with a COLUMN out of {AllColumns()}.");
        }

        _names[(int)column] = pair[(equals + 1)..].TrimStart();
    }

    private static bool TryColumn(string name, out Column column) =>
        Enum.TryParse(name, ignoreCase: true, out column) && char.IsAsciiLetter(name[0]);

    private static string AllColumns() => string.Join(", ", Enum.GetNames<Column>()).ToLowerInvariant();
}
