using ParquetSharp;

namespace StreamReco.Models.Lake;

/// <summary>Reads the columns of one row group by name. Texts are valid during the call that they are handed to.</summary>
internal sealed class GroupReader
{
    private const int BatchValues = 4_096;

    private readonly string _path;
    private readonly RowGroupReader _group;
    private readonly IReadOnlyDictionary<string, int> _columns;
    private readonly short[] _definitions = new short[BatchValues];
    private readonly short[] _repetitions = new short[BatchValues];

    private GroupReader(string path, RowGroupReader group, IReadOnlyDictionary<string, int> columns) =>
        (_path, _group, _columns) = (path, group, columns);

    /// <summary>Rows of the group.</summary>
    public int Rows => (int)_group.MetaData.NumRows;

    /// <summary>Reads a file group by group.</summary>
    /// <param name="files">The lake's folder.</param>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads one group.</param>
    /// <exception cref="LakeException">The file is no file of this lake.</exception>
    public static void Read(ILakeFiles files, string path, Action<GroupReader> read)
    {
        try
        {
            using var stream = files.Open(path);
            using var file = new ParquetFileReader(stream, leaveOpen: true);
            var columns = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < file.FileMetaData.NumColumns; i++)
            {
                columns[file.FileMetaData.Schema.Column(i).Path.ToDotString()] = i;
            }

            for (var i = 0; i < file.FileMetaData.NumRowGroups; i++)
            {
                using var group = file.RowGroup(i);
                read(new GroupReader(path, group, columns));
            }
        }
        catch (ParquetException e)
        {
            throw new LakeException($"{path} of the lake cannot be read: {e.Message}; 'lake verify' names damaged files.", e);
        }
        catch (FileNotFoundException e)
        {
            throw new LakeException($"{path} of the lake is missing; 'lake verify' names missing files.", e);
        }
    }

    /// <summary>A column that every row has a value in.</summary>
    public void Required<T>(string name, Action<int, T> take)
        where T : unmanaged
    {
        using var column = Open<T>(name);
        var values = new T[BatchValues];
        for (var row = 0; column.HasNext;)
        {
            column.ReadBatch(BatchValues, default, default, values, out var read);
            for (var i = 0; i < read; i++)
            {
                take(row++, values[i]);
            }
        }
    }

    /// <summary>A column that may be null; nulls are passed over, and so is a column that a file of an earlier release lacks.</summary>
    public void Optional<T>(string name, Action<int, T> take)
        where T : unmanaged
    {
        if (!_columns.ContainsKey(name))
        {
            return;
        }

        using var column = Open<T>(name);
        var values = new T[BatchValues];
        for (var row = 0; column.HasNext;)
        {
            var levels = column.ReadBatch(BatchValues, _definitions, default, values, out _);
            var value = 0;
            for (var i = 0; i < levels; i++, row++)
            {
                if (_definitions[i] == 1)
                {
                    take(row, values[value++]);
                }
            }
        }
    }

    /// <summary>A field of the elements of a list.</summary>
    /// <param name="name">The field, dots between.</param>
    /// <param name="isRequired">Whether each element has a value.</param>
    /// <param name="take">Takes the row, the number of the element in the group, and its value.</param>
    public void List<T>(string name, bool isRequired, Action<int, int, T> take)
        where T : unmanaged
    {
        using var column = Open<T>(name);
        var values = new T[BatchValues];
        var present = (short)(isRequired ? 1 : 2);
        var (row, element) = (-1, 0);
        while (column.HasNext)
        {
            var levels = column.ReadBatch(BatchValues, _definitions, _repetitions, values, out _);
            var value = 0;
            for (var i = 0; i < levels; i++)
            {
                row += _repetitions[i] == 0 ? 1 : 0;
                if (_definitions[i] == present)
                {
                    take(row, element, values[value++]);
                }

                element += _definitions[i] > 0 ? 1 : 0;
            }
        }
    }

    private ColumnReader<T> Open<T>(string name)
        where T : unmanaged =>
        _columns.TryGetValue(name, out var index) && _group.Column(index) is ColumnReader<T> column
            ? column
            : throw new LakeException($"{_path} of the lake has no column '{name}' of the type that this release writes.");
}
