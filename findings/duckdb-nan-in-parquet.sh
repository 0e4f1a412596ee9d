#!/usr/bin/env bash
# DuckDB counts and compares a NaN in a table, and not in a Parquet file with the same rows.
#
# Seen with DuckDB.NET.Data.Full 1.5.6.1 (DuckDB 1.5.6) and ParquetSharp 25.0.1.2 on .NET 10:
# DuckDB holds NaN to be equal to itself and above every number. Statistics of a Parquet file leave NaN out, as the format
# says, and DuckDB trusts them: a row group whose highest number is 3 is not read for x > 100 or x = NaN, and max(x) is
# taken from the statistics. So the same query over the same rows has two results; CREATE TABLE AS in between changes it.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project DuckDB.NET.Data.Full=1.5.6.1 ParquetSharp=25.0.1.2

cat >Program.cs <<'CS'
using DuckDB.NET.Data;
using ParquetSharp;

using (var writer = new ParquetFileWriter("rows.parquet", [new Column<double>("x")]))
{
    using var group = writer.AppendRowGroup();
    using var column = group.NextColumn().LogicalWriter<double>();
    column.WriteBatch([1.0, double.NaN, 3.0]);
}

using var database = new DuckDBConnection("Data Source=:memory:");
database.Open();
Ask("CREATE TABLE rows AS SELECT * FROM 'rows.parquet'");
foreach (var query in (string[])
    [
        "SELECT count(*) FROM {0}", "SELECT count(*) FROM {0} WHERE isnan(x)", "SELECT count(*) FROM {0} WHERE x > 2",
        "SELECT count(*) FROM {0} WHERE x > 100", "SELECT count(*) FROM {0} WHERE x = 'NaN'::DOUBLE", "SELECT max(x) FROM {0}",
    ])
{
    Console.WriteLine(FormattableString.Invariant(
        $"{string.Format(query, "...")}: table {Ask(string.Format(query, "rows"))}, file {Ask(string.Format(query, "'rows.parquet'"))}"));
}

object Ask(string sql)
{
    using var command = database.CreateCommand();
    command.CommandText = sql;
    return command.ExecuteScalar();
}
CS

cat >expected <<'TEXT'
SELECT count(*) FROM ...: table 3, file 3
SELECT count(*) FROM ... WHERE isnan(x): table 1, file 1
SELECT count(*) FROM ... WHERE x > 2: table 2, file 2
SELECT count(*) FROM ... WHERE x > 100: table 1, file 0
SELECT count(*) FROM ... WHERE x = 'NaN'::DOUBLE: table 1, file 0
SELECT max(x) FROM ...: table NaN, file 3
TEXT

compare
