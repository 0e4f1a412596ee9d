#!/usr/bin/env bash
# By DuckDB a vector may be the opposite of itself: cosine similarity -1.
#
# Seen with DuckDB.NET.Data.Full 1.5.6.1 (DuckDB 1.5.6) on .NET 10:
# array_cosine_similarity and array_cosine_distance over FLOAT work in FLOAT, and what is no number becomes -1. The length of a
# vector should not matter; here a vector of length 5e9 has the similarity 0 to itself, and one of length 5e20 or 5e-30 has
# -1, that of its opposite. So has the vector of zeros to any other, of DOUBLE too, which stands for a user without clicks:
# NULL or NaN would show it, -1 looks like a result. Scale vectors to length 1 first, and leave zeros out.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project DuckDB.NET.Data.Full=1.5.6.1

sql <<'SQL'
SELECT array_cosine_similarity([3e8, 4e8]::FLOAT[2], [3e8, 4e8]::FLOAT[2]) AS of_length_5e8, array_cosine_similarity([3e9, 4e9]::FLOAT[2], [3e9, 4e9]::FLOAT[2]) AS of_length_5e9
SELECT array_cosine_similarity([3e20, 4e20]::FLOAT[2], [3e20, 4e20]::FLOAT[2]) AS of_length_5e20, array_cosine_distance([3e20, 4e20]::FLOAT[2], [3e20, 4e20]::FLOAT[2]) AS distance
SELECT array_cosine_similarity([3e-20, 4e-20]::FLOAT[2], [3e-20, 4e-20]::FLOAT[2]) AS of_length_5e_minus_20, array_cosine_similarity([3e-30, 4e-30]::FLOAT[2], [3e-30, 4e-30]::FLOAT[2]) AS of_length_5e_minus_30
SELECT array_cosine_similarity([0, 0]::FLOAT[2], [3, 4]::FLOAT[2]) AS zeros, array_cosine_distance([0, 0]::FLOAT[2], [0, 0]::FLOAT[2]) AS distance
SELECT list_cosine_similarity([0.0::DOUBLE, 0.0], [3.0, 4.0]) AS zeros_of_double, array_cosine_similarity([3e20, 4e20]::DOUBLE[2], [3e20, 4e20]::DOUBLE[2]) AS of_double
SQL

cat >expected <<'TEXT'
of_length_5e8 1  of_length_5e9 0
of_length_5e20 -1  distance 2
of_length_5e_minus_20 1  of_length_5e_minus_30 -1
zeros -1  distance 2
zeros_of_double -1  of_double 1
TEXT

compare
