#!/usr/bin/env bash
# The appender of DuckDB.NET stores the bits of a number: the row that was appended as 1 has 16843009.
#
# Seen with DuckDB.NET.Data.Full 1.5.6.1 (DuckDB 1.5.6) on .NET 10:
# AppendValue has an overload a type and writes what it is given into the column, whatever type the column has. Eight times AppendValue(1)
# for an INTEGER column: C# takes the literal for an sbyte, since that is the narrowest overload that can hold it, and four rows' bytes
# make one number. An int for a BIGINT or a DOUBLE column and a float for a DOUBLE column are stored two in one. No call fails, and count(*)
# is right. A decimal is converted to the column's scale, but cut: 1.999 is stored as 1.99 and -0.009 as 0.00.
# Expected: an error, where the type does not fit, as from other clients, or a conversion, as by a parameter of INSERT. That gives 1,
# and rounds 1.999 to 2.00.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project DuckDB.NET.Data.Full=1.5.6.1

cat >Program.cs <<'CS'
using System.Globalization;
using DuckDB.NET.Data;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var database = new DuckDBConnection("Data Source=:memory:");
database.Open();
int[] whole = [1, 2, 3, 4];
float[] halves = [0.5f, 1.5f, 2.5f, 3.5f];
decimal[] prices = [1.999m, 2.675m, -0.009m, 5m];
Show("INTEGER", "the literal 1", Enumerable.Repeat((object)1, 8), (row, _) => row.AppendValue(1));
Show("INTEGER", "an int", whole.Cast<object>(), (row, value) => row.AppendValue((int)value));
Show("BIGINT", "an int", whole.Cast<object>(), (row, value) => row.AppendValue((int)value));
Show("DOUBLE", "a float", halves.Cast<object>(), (row, value) => row.AppendValue((float)value));
Show("DOUBLE", "an int", whole.Cast<object>(), (row, value) => row.AppendValue((int)value));
Show("DECIMAL(18, 2)", "a decimal", prices.Cast<object>(), (row, value) => row.AppendValue((decimal)value));

void Show(string column, string what, IEnumerable<object> values, Action<IDuckDBAppenderRow, object> append)
{
    Execute($"CREATE OR REPLACE TABLE appended (x {column})");
    Execute($"CREATE OR REPLACE TABLE inserted (x {column})");
    using (var appender = database.CreateAppender("appended"))
    {
        foreach (var value in values)
        {
            var row = appender.CreateRow();
            append(row, value);
            row.EndRow();
        }
    }

    foreach (var value in values)
    {
        Execute("INSERT INTO inserted VALUES ($1)", value);
    }

    // Only rows that the appended bits cover: two values share one row at the least where the types differ.
    var sure = column.StartsWith("DECIMAL", StringComparison.Ordinal) || what == "an int" && column == "INTEGER" ? 4 : 2;
    Console.WriteLine($"{what} in {column}: appended {Read("appended", sure)}, inserted {Read("inserted", sure)}");
}

string Read(string table, int rows)
{
    using var command = database.CreateCommand();
    command.CommandText = $"SELECT x FROM {table} LIMIT {rows}";
    using var reader = command.ExecuteReader();
    var read = new List<object>();
    while (reader.Read())
    {
        read.Add(reader.GetValue(0));
    }

    return string.Join(" ", read);
}

void Execute(string sql, object? value = null)
{
    using var command = database.CreateCommand();
    command.CommandText = sql;
    if (value is not null)
    {
        command.Parameters.Add(new DuckDBParameter(value));
    }

    command.ExecuteNonQuery();
}
CS

cat >expected <<'TEXT'
the literal 1 in INTEGER: appended 16843009 16843009, inserted 1 1
an int in INTEGER: appended 1 2 3 4, inserted 1 2 3 4
an int in BIGINT: appended 8589934593 17179869187, inserted 1 2
a float in DOUBLE: appended 0.1250000293366611 128.00003057718277, inserted 0.5 1.5
an int in DOUBLE: appended 4.2439915824E-314 8.4879831653E-314, inserted 1 2
a decimal in DECIMAL(18, 2): appended 1.99 2.67 0.00 5.00, inserted 2.00 2.68 -0.01 5.00
TEXT

compare
