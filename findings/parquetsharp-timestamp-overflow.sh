#!/usr/bin/env bash
# ParquetSharp 25.0.1.2 (NuGet), default reading: a timestamp beyond the years of DateTime is read as another time, in
# silence, or makes the good values of its batch unreadable.
#
# Input: a Parquet file with one column TIMESTAMP(MICROS, UTC), written by the same package through its physical writer. The
# values are valid Parquet: 2024-05-01T10:00:00Z, and the greatest number, which databases such as DuckDB write for
# 'infinity'. A second file has the first microsecond of the year 10000 in its place.
# Expected: the second value out of range, an error for it or a null, the first value readable.
# Seen: 1. the greatest number is read as 1969-12-31 23:59:59, without an error: the conversion to ticks overflows unchecked.
#       2. the year 10000 throws ArgumentOutOfRangeException for the whole batch, so that the first value is lost too.
# LogicalReaderOverride<long> reads the numbers as they are.
#
# Exits 0 while the behaviour is as described, 1 when it has changed, 2 when it could not be built. Needs dotnet 10 and NuGet.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project ParquetSharp=25.0.1.2

cat > Program.cs <<'CS'
using System.Globalization;
using ParquetSharp;
using ParquetSharp.Schema;

const long Good = 1_714_557_600_000_000; // 2024-05-01T10:00:00Z
foreach (var other in new[] { long.MaxValue, 253_402_300_800_000_000 })
{
    var time = new PrimitiveNode("time", Repetition.Required, LogicalType.Timestamp(true, TimeUnit.Micros), PhysicalType.Int64);
    using (var writer = new ParquetFileWriter("times.parquet", new GroupNode("schema", Repetition.Required, [time]), new WriterPropertiesBuilder().Build()))
    {
        using (var rows = writer.AppendRowGroup())
        {
            ((ColumnWriter<long>)rows.NextColumn()).WriteBatch([Good, other]);
        }

        writer.Close();
    }

    using var reader = new ParquetFileReader("times.parquet");
    using var group = reader.RowGroup(0);
    using var column = group.Column(0).LogicalReader<DateTime>();
    var values = new DateTime[2];
    try
    {
        column.ReadBatch(values);
        Console.WriteLine(string.Join(", ", values.Select(v => v.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))));
    }
    catch (Exception e)
    {
        Console.WriteLine(e.GetType().Name);
    }
}
CS

printf '%s\n' '2024-05-01 10:00:00, 1969-12-31 23:59:59' 'ArgumentOutOfRangeException' >expected
compare
