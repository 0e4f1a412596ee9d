using System.Globalization;

namespace StreamReco.Models.Data;

/// <summary>
/// Which column of a file has which meaning, as a person wrote it: <c>user=visitor,item=sku,time=ts</c>, or by number from
/// 1 on, <c>user=1,item=2,time=4</c>. What it does not name is found by the usual names. In JSON a name may be a path
/// with dots, <c>properties.product_id</c>.
/// </summary>
public sealed class ColumnMap
{
    private readonly string?[] _names = new string?[ColumnNames.Count];

    /// <summary>A map that names nothing: every column is found by its usual names.</summary>
    public static ColumnMap Usual { get; } = new();

    /// <summary>Whether the map names nothing.</summary>
    public bool IsUsual => Array.TrueForAll(_names, name => name is null);

    /// <summary>The file's name for a column, or null where the usual names are to be tried.</summary>
    public string? this[Column column] => _names[(int)column];

    /// <summary>Whether it names at least one column, and each of them by its number.</summary>
    internal bool IsByNumber => Array.Exists(_names, name => name is not null)
        && Array.TrueForAll(_names, name => name is null || IsNumber(name, out _));

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

    /// <summary>Whether a name is the number of a column, counted from 1.</summary>
    internal static bool IsNumber(string name, out int number) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private void Add(string pair)
    {
        var equals = pair.IndexOf('=');
        if (equals <= 0 || equals == pair.Length - 1 || !TryColumn(pair[..equals].TrimEnd(), out var column))
        {
            throw new DataFileException(
                $"--columns: '{pair}' is not COLUMN=NAME or COLUMN=NUMBER with a COLUMN out of {AllColumns()}.")
            { IsOption = true };
        }

        _names[(int)column] = pair[(equals + 1)..].TrimStart();
    }

    private static bool TryColumn(string name, out Column column) =>
        Enum.TryParse(name, ignoreCase: true, out column) && char.IsAsciiLetter(name[0]);

    private static string AllColumns() => string.Join(", ", Enum.GetNames<Column>()).ToLowerInvariant();
}
