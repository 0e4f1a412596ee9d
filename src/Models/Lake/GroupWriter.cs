using System.Buffers;
using ParquetSharp;

namespace StreamReco.Models.Lake;

/// <summary>Writes the columns of one row group in the order of the schema, from values by row. Physical types only: no value is converted by the library.</summary>
/// <param name="group">The row group.</param>
/// <param name="rows">The rows, in order.</param>
internal sealed class GroupWriter(RowGroupWriter group, ArraySegment<int> rows)
{
    /// <summary>A column that every row has a value in.</summary>
    public void Required<T>(Func<int, T> of)
        where T : unmanaged
    {
        var values = ArrayPool<T>.Shared.Rent(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            values[i] = of(rows[i]);
        }

        using (var column = (ColumnWriter<T>)group.NextColumn())
        {
            column.WriteBatch(values.AsSpan(0, rows.Count));
        }

        ArrayPool<T>.Shared.Return(values);
    }

    /// <summary>A column that may be null.</summary>
    public void Optional<T>(Func<int, T> of, Func<T, bool> isNull)
        where T : unmanaged
    {
        var values = ArrayPool<T>.Shared.Rent(rows.Count);
        var levels = ArrayPool<short>.Shared.Rent(rows.Count);
        var count = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var value = of(rows[i]);
            levels[i] = 0;
            if (!isNull(value))
            {
                values[count++] = value;
                levels[i] = 1;
            }
        }

        using (var column = (ColumnWriter<T>)group.NextColumn())
        {
            column.WriteBatch(rows.Count, levels.AsSpan(0, rows.Count), default, values.AsSpan(0, count));
        }

        ArrayPool<T>.Shared.Return(values);
        ArrayPool<short>.Shared.Return(levels);
    }

    /// <summary>A field of the elements of a list that every row has, maybe empty.</summary>
    /// <param name="range">Where a row's elements are.</param>
    /// <param name="of">The value of an element.</param>
    /// <param name="isNull">Whether a value is none; null for a field that must be there.</param>
    public void List<T>(Func<int, (int First, int Count)> range, Func<int, T> of, Func<T, bool>? isNull = null)
        where T : unmanaged
    {
        var size = 0;
        foreach (var row in rows)
        {
            size += Math.Max(1, range(row).Count);
        }

        var values = ArrayPool<T>.Shared.Rent(size);
        var (definitions, repetitions) = (ArrayPool<short>.Shared.Rent(size), ArrayPool<short>.Shared.Rent(size));
        var (level, count) = (0, 0);
        var present = (short)(isNull is null ? 1 : 2);
        foreach (var row in rows)
        {
            var (first, elements) = range(row);
            if (elements == 0)
            {
                (definitions[level], repetitions[level++]) = (0, 0);
            }

            for (var i = 0; i < elements; i++)
            {
                var value = of(first + i);
                var isThere = isNull is null || !isNull(value);
                (definitions[level], repetitions[level++]) = (isThere ? present : (short)1, (short)(i == 0 ? 0 : 1));
                if (isThere)
                {
                    values[count++] = value;
                }
            }
        }

        using (var column = (ColumnWriter<T>)group.NextColumn())
        {
            column.WriteBatch(level, definitions.AsSpan(0, level), repetitions.AsSpan(0, level), values.AsSpan(0, count));
        }

        ArrayPool<T>.Shared.Return(values);
        ArrayPool<short>.Shared.Return(definitions);
        ArrayPool<short>.Shared.Return(repetitions);
    }
}
