#!/usr/bin/env bash
# Rows that Parquet.Net writes with times in microseconds are lost to every filter by time.
#
# Seen with Parquet.Net 6.1.0 and DuckDB.NET.Data.Full 1.5.6.1 (DuckDB 1.5.6) on .NET 10:
# Four clicks of 2024 are written. The column is a timestamp of microseconds and its pages are right, but the least and the greatest
# value in the statistics are milliseconds: read as microseconds they are times of 20 January 1970. DuckDB passes over row groups by
# the statistics. 'Since 2024', the day of the clicks and the time of one click find nothing, though a SELECT without a filter shows the rows,
# and a table that is made of the file has them for the same filter. With milliseconds, and without the attribute, all is right.
# Expected: by the format the statistics are values of the column, in the column's unit.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Parquet.Net=6.1.0 DuckDB.NET.Data.Full=1.5.6.1

cat >Program.cs <<'CS'
using DuckDB.NET.Data;
using Parquet.Serialization;
using Parquet.Serialization.Attributes;

var ten = new DateTime(2024, 5, 1, 10, 0, 0, DateTimeKind.Utc);
var clicks = Enumerable.Range(0, 4).Select(hour => ten.AddHours(hour))
    .Select(time => new Click { Micros = time, Millis = time, Plain = time });
await ParquetSerializer.SerializeAsync(clicks, "clicks.parquet");

using var database = new DuckDBConnection("Data Source=:memory:");
database.Open();
Ask("CREATE TABLE clicks AS SELECT * FROM 'clicks.parquet'");
foreach (var column in (string[])[nameof(Click.Micros), nameof(Click.Millis), nameof(Click.Plain)])
{
    Console.WriteLine($"{column}: {Ask($"SELECT min({column})::VARCHAR FROM (SELECT {column} FROM 'clicks.parquet' LIMIT 4)")} in the rows, "
        + $"{Ask($"SELECT stats_min_value FROM parquet_metadata('clicks.parquet') WHERE path_in_schema = '{column}'")} in the statistics");
    foreach (var filter in (string[])["true", "{0} >= '2024-01-01'", "{0}::DATE = '2024-05-01'", "{0} = '2024-05-01 12:00:00'"])
    {
        var where = string.Format(filter, column);
        Console.WriteLine($"  WHERE {where}: file {Ask($"SELECT count({column}) FROM 'clicks.parquet' WHERE {where}")}, "
            + $"table {Ask($"SELECT count({column}) FROM clicks WHERE {where}")}");
    }
}

object Ask(string sql)
{
    using var command = database.CreateCommand();
    command.CommandText = sql;
    return command.ExecuteScalar();
}

sealed class Click
{
    [ParquetTimestamp(ParquetTimestampResolution.Microseconds)]
    public DateTime Micros { get; set; }

    [ParquetTimestamp(ParquetTimestampResolution.Milliseconds)]
    public DateTime Millis { get; set; }

    public DateTime Plain { get; set; }
}
CS

cat >expected <<'TEXT'
Micros: 2024-05-01 10:00:00 in the rows, 1970-01-20 20:15:57.6 in the statistics
  WHERE true: file 4, table 4
  WHERE Micros >= '2024-01-01': file 0, table 4
  WHERE Micros::DATE = '2024-05-01': file 0, table 4
  WHERE Micros = '2024-05-01 12:00:00': file 0, table 1
Millis: 2024-05-01 10:00:00 in the rows, 2024-05-01 10:00:00 in the statistics
  WHERE true: file 4, table 4
  WHERE Millis >= '2024-01-01': file 4, table 4
  WHERE Millis::DATE = '2024-05-01': file 4, table 4
  WHERE Millis = '2024-05-01 12:00:00': file 1, table 1
Plain: 2024-05-01 10:00:00 in the rows, 2024-05-01 10:00:00 in the statistics
  WHERE true: file 4, table 4
  WHERE Plain >= '2024-01-01': file 4, table 4
  WHERE Plain::DATE = '2024-05-01': file 4, table 4
  WHERE Plain = '2024-05-01 12:00:00': file 1, table 1
TEXT

compare
