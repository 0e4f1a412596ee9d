using nietras.SeparatedValues;

namespace StreamReco.Models.Data;

/// <summary>Small delimited files whose columns have fixed names in a header; the delimiter is found out.</summary>
public static class ColumnFile
{
    /// <summary>The rows of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="required">Columns that must be there.</param>
    /// <param name="optional">Columns that may be there: their fields follow, null where there is no such column.</param>
    /// <returns>The line of each row, from 1, and its fields in the order of the names.</returns>
    /// <exception cref="DataFileException">The file cannot be read; the message names the line.</exception>
    public static IEnumerable<(int Line, string?[] Fields)> Read(
        string path, IReadOnlyList<string> required, params IReadOnlyList<string> optional)
    {
        using var reader = Open(path);
        var places = Places(path, reader.Header, required, optional);
        foreach (var row in reader)
        {
            var fields = Fields(path, row, places, reader.Header.ColNames.Count);
            var line = row.LineNumberFrom;
            yield return (line, fields);
        }
    }

    /// <summary>Whether the header has a column.</summary>
    /// <exception cref="DataFileException">The file cannot be opened.</exception>
    public static bool Has(string path, string column)
    {
        using var reader = Open(path);
        return reader.Header.TryIndexOf(column, out _);
    }

    private static SepReader Open(string path)
    {
        try
        {
            return Sep.Reader(options => options with { Unescape = true, DisableColCountCheck = true }).FromFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path}: the file cannot be opened ({e.Message}); check the path.", e);
        }
    }

    private static int[] Places(
        string path, SepReaderHeader header, IReadOnlyList<string> required, IReadOnlyList<string> optional)
    {
        if (header.IsEmpty)
        {
            throw new DataFileException($"{path}: the file is empty.");
        }

        foreach (var name in required)
        {
            if (!header.TryIndexOf(name, out _))
            {
                throw new DataFileException(
                    $"{path}: the header is '{string.Join(',', header.ColNames)}'; it needs the column '{name}' ({string.Join(',', required)}).");
            }
        }

        return [.. required.Concat(optional).Select(name => header.TryIndexOf(name, out var place) ? place : -1)];
    }

    private static string?[] Fields(string path, SepReader.Row row, int[] places, int columns)
    {
        if (row.ColCount < columns)
        {
            throw new DataFileException($"{path}, line {row.LineNumberFrom}: {row.ColCount} fields where the header has {columns}.");
        }

        var fields = new string?[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            fields[i] = places[i] < 0 ? null : row[places[i]].ToString();
        }

        return fields;
    }
}
