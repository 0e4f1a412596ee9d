#!/usr/bin/env bash
# Several Parquet files read as one by DuckDB take the types of the first by name, and numbers of the others are rounded.
#
# Seen with DuckDB.NET.Data.Full 1.5.6.1 (DuckDB 1.5.6) on .NET 10:
# price was written as INTEGER at first and as DOUBLE later. read_parquet over both has the type of the first file: 2.5
# becomes 2 and 2.7 becomes 3, with no error; with the files in the other order it does not. union_by_name unites the
# types, but BIGINT and FLOAT become FLOAT, so that the whole number 16777217 is read as 16777216, one of another row.
# Only a CAST when writing, or a check of parquet_schema, keeps the numbers.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project DuckDB.NET.Data.Full=1.5.6.1

sql <<'SQL'
COPY (SELECT 1::INTEGER AS price) TO 'a.parquet'
COPY (SELECT unnest([2.5::DOUBLE, 2.7]) AS price) TO 'b.parquet'
COPY (SELECT 16777217::BIGINT AS price) TO 'c.parquet'
COPY (SELECT 2.5::FLOAT AS price) TO 'd.parquet'
SELECT typeof(price) AS type, price AS price FROM read_parquet(['a.parquet', 'b.parquet'])
SELECT typeof(price) AS type, price AS other_order FROM read_parquet(['b.parquet', 'a.parquet'])
SELECT typeof(price) AS type, price AS united FROM read_parquet(['a.parquet', 'b.parquet'], union_by_name = true)
SELECT typeof(price) AS type, price::DOUBLE AS united FROM read_parquet(['c.parquet', 'd.parquet'], union_by_name = true)
SQL

cat >expected <<'TEXT'
type INTEGER  price 1
type INTEGER  price 2
type INTEGER  price 3
type DOUBLE  other_order 2.5
type DOUBLE  other_order 2.7
type DOUBLE  other_order 1
type DOUBLE  united 1
type DOUBLE  united 2.5
type DOUBLE  united 2.7
type FLOAT  united 16777216
type FLOAT  united 2.5
TEXT

compare
