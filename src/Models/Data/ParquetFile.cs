using ParquetSharp;

namespace StreamReco.Models.Data;

/// <summary>
/// The form <c>parquet</c>: columns by the same names as in CSV, or by number. Only the columns that are needed are read, a
/// batch of rows at a time.
/// </summary>
internal sealed class ParquetFile(string path, ColumnMap map, ClickCollector clicks)
{
    private const int BatchRows = 4096;

    /// <exception cref="DataFileException">It is no Parquet file, or a column cannot be told or read.</exception>
    public void Read(CancellationToken ct)
    {
        try
        {
            using var file = new ParquetFileReader(path);
            ReadGroups(file, ct);
        }
        catch (Exception e) when (e is ParquetException or InvalidDataException)
        {
            throw new DataFileException($"{path}: the file cannot be read as Parquet ({e.Message}); check the path and the file.", e);
        }
    }

    private void ReadGroups(ParquetFileReader file, CancellationToken ct)
    {
        var names = new string[file.FileMetaData.NumColumns];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = file.FileMetaData.Schema.Column(i).Path.ToDotString();
        }

        var layout = ColumnLayout.Of(names, map, out var missing);
        ColumnQuestions.Check(path, layout, names, missing);
        ColumnQuestions.Prepare(layout, clicks);
        var reader = new ClickRowReader(layout, clicks);
        for (var i = 0; i < file.FileMetaData.NumRowGroups; i++)
        {
            using var group = file.RowGroup(i);
            ReadGroup(group, layout, names, reader, ct);
        }

        reader.Finish(path);
    }

    private void ReadGroup(
        RowGroupReader group, ColumnLayout layout, string[] names, ClickRowReader reader, CancellationToken ct)
    {
        var columns = new ParquetColumn?[names.Length];
        try
        {
            foreach (var column in Enum.GetValues<Column>())
            {
                foreach (var position in layout[column])
                {
                    columns[position] = ParquetColumn.Of(group.Column(position), BatchRows) ?? throw new DataFileException(
                        $"{path}: the column '{names[position]}' is no text, number, date or time, so it cannot be the "
                        + $"{column.ToString().ToLowerInvariant()}; name another with --columns.");
                }
            }

            for (var left = group.MetaData.NumRows; left > 0; left -= BatchRows)
            {
                ct.ThrowIfCancellationRequested();
                ReadBatch(columns, (int)Math.Min(left, BatchRows), reader);
            }
        }
        finally
        {
            foreach (var column in columns)
            {
                column?.Dispose();
            }
        }
    }

    private static void ReadBatch(ParquetColumn?[] columns, int rows, ClickRowReader reader)
    {
        foreach (var column in columns)
        {
            column?.Load(rows);
        }

        for (var row = 0; row < rows; row++)
        {
            reader.Read(new Row(columns, row));
        }
    }

    private readonly struct Row(ParquetColumn?[] columns, int row) : IFields
    {
        public int Count => columns.Length;

        public ReadOnlySpan<char> Text(int position) => columns[position] is { } column ? column.Text(row) : [];
    }
}
