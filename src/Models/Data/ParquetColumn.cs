using System.Globalization;
using ParquetSharp;

namespace StreamReco.Models.Data;

/// <summary>A column of a Parquet file as texts, a batch of rows at a time.</summary>
internal abstract class ParquetColumn : IDisposable
{
    private const long EarliestMs = -62_135_596_800_000; // the beginning of the year 1
    private const long LatestMs = 253_402_300_799_999; // the end of the year 9999
    private const string Beyond = "beyond the year 9999";

    /// <summary>Reads the next rows.</summary>
    public abstract void Load(int rows);

    /// <summary>The text of a row of the batch, valid until the next call; empty where the file has null.</summary>
    public abstract ReadOnlySpan<char> Text(int row);

    public abstract void Dispose();

    /// <summary>A column of texts, numbers, dates or times; null where it holds something else.</summary>
    /// <param name="column">The column of one row group.</param>
    /// <param name="rows">Rows of a batch.</param>
    public static ParquetColumn? Of(ColumnReader column, int rows)
    {
        // As plain numbers: the library's DateTime throws, or turns round, at times beyond its years ('infinity' of databases).
        if (column is ColumnReader<long> && column.ColumnDescriptor.LogicalType is TimestampLogicalType { TimeUnit: var unit })
        {
            return Nullable(column.LogicalReaderOverride<long?>(rows), rows, (value, buffer) => Time(MillisOf(value, unit), buffer));
        }

        if (column is ColumnReader<int> && column.ColumnDescriptor.LogicalType is DateLogicalType)
        {
            return Nullable(column.LogicalReaderOverride<int?>(rows), rows, (value, buffer) => Day(value, buffer));
        }

        return TryReader(column, rows) is { } reader ? Of(reader, rows) : null;
    }

    private static ParquetColumn? Of(LogicalColumnReader reader, int rows)
    {
        var text = reader switch
        {
            LogicalColumnReader<string> strings => new Typed<string>(strings, rows, (value, _) => value),
            LogicalColumnReader<byte[]> bytes => new Typed<byte[]>(bytes, rows, (value, _) => System.Text.Encoding.UTF8.GetString(value ?? [])),
            LogicalColumnReader<Int96> times => new Typed<Int96>(times, rows, Julian),
            LogicalColumnReader<Int96?> times => Nullable(times, rows, Julian),
            _ => Number<int>(reader, rows) ?? Number<long>(reader, rows) ?? Number<double>(reader, rows)
                ?? Number<float>(reader, rows) ?? Number<uint>(reader, rows) ?? Number<ulong>(reader, rows)
                ?? Number<short>(reader, rows) ?? Number<ushort>(reader, rows) ?? Number<sbyte>(reader, rows)
                ?? Number<byte>(reader, rows) ?? Number<decimal>(reader, rows),
        };
        if (text is null)
        {
            reader.Dispose();
        }

        return text;
    }

    /// <summary>The library's reader; null where it knows none for the type (ENUM, INTERVAL).</summary>
    private static LogicalColumnReader? TryReader(ColumnReader column, int rows)
    {
        try
        {
            return column.LogicalReader(rows);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private delegate ReadOnlySpan<char> ToText<in T>(T value, char[] buffer);

    private static Typed<T?> Nullable<T>(LogicalColumnReader<T?> reader, int rows, ToText<T> toText)
        where T : struct =>
        new(reader, rows, (value, buffer) => value is { } some ? toText(some, buffer) : []);

    private static ParquetColumn? Number<T>(LogicalColumnReader reader, int rows)
        where T : struct, ISpanFormattable => reader switch
        {
            LogicalColumnReader<T> numbers => new Typed<T>(numbers, rows, Format),
            LogicalColumnReader<T?> numbers => Nullable(numbers, rows, Format),
            _ => null,
        };

    private static ReadOnlySpan<char> Format<T>(T value, char[] buffer)
        where T : struct, ISpanFormattable =>
        value.TryFormat(buffer, out var length, default, CultureInfo.InvariantCulture) ? buffer.AsSpan(0, length) : [];

    private static long MillisOf(long value, TimeUnit unit) => unit switch
    {
        TimeUnit.Millis => value,
        TimeUnit.Micros => value / 1_000,
        _ => value / 1_000_000,
    };

    private static ReadOnlySpan<char> Time(long timeMs, char[] buffer)
    {
        if (timeMs is < EarliestMs or > LatestMs)
        {
            return Beyond;
        }

        return DateTime.UnixEpoch.AddMilliseconds(timeMs)
            .TryFormat(buffer, out var length, "yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture)
                ? buffer.AsSpan(0, length)
                : [];
    }

    /// <summary>The old form of times in Spark and Impala: nanoseconds of the day, and the Julian day.</summary>
    private static ReadOnlySpan<char> Julian(Int96 value, char[] buffer)
    {
        const int EpochDay = 2_440_588;
        var nanos = (uint)value.A | ((long)value.B << 32);
        return Time(((value.C - (long)EpochDay) * ClickTime.DayMs) + (nanos / 1_000_000), buffer);
    }

    private static ReadOnlySpan<char> Day(int days, char[] buffer)
    {
        if (days * ClickTime.DayMs is < EarliestMs or > LatestMs)
        {
            return Beyond;
        }

        return DateTime.UnixEpoch.AddDays(days).TryFormat(buffer, out var length, "yyyy-MM-dd", CultureInfo.InvariantCulture)
            ? buffer.AsSpan(0, length)
            : [];
    }

    private sealed class Typed<T>(LogicalColumnReader<T> reader, int rows, ToText<T> toText) : ParquetColumn
    {
        private const int NumberCharsMax = 64;

        private readonly T[] _values = new T[rows];
        private readonly char[] _buffer = new char[NumberCharsMax];

        public override void Load(int rows)
        {
            var read = 0;
            while (read < rows)
            {
                var now = reader.ReadBatch(_values.AsSpan(read, rows - read));
                read += now;
                if (now == 0)
                {
                    throw new InvalidDataException("a column has fewer rows than its row group");
                }
            }
        }

        public override ReadOnlySpan<char> Text(int row) => toText(_values[row], _buffer).Trim();

        public override void Dispose() => reader.Dispose();
    }
}
