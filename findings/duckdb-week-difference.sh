#!/usr/bin/env bash
# DuckDB's date_diff counts boundaries of every part but the week.
#
# Seen with DuckDB.NET.Data.Full 1.5.6.1 (DuckDB 1.5.6) on .NET 10:
# date_diff(part, a, b) is the number of boundaries of the part between a and b; date_sub counts whole parts. From a Sunday
# to the Monday after it date_diff has 1 day, 1 month at the end of a month, 1 ISO year at the end of one, and 0 weeks,
# although date_trunc('week') has them in different weeks. So date_diff('week') is date_sub('week'), and cohorts counted
# with it are others than those grouped by date_trunc.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project DuckDB.NET.Data.Full=1.5.6.1

sql <<'SQL'
SELECT date_diff('day', a, b) AS days, date_diff('week', a, b) AS weeks, date_sub('week', a, b) AS whole_weeks, date_diff('day', date_trunc('week', a), date_trunc('week', b)) / 7 AS weeks_by_trunc FROM (VALUES (DATE '2026-11-29', DATE '2026-11-30')) t(a, b)
SELECT date_diff('month', a, b) AS months, date_sub('month', a, b) AS whole_months FROM (VALUES (DATE '2026-11-30', DATE '2026-12-01')) t(a, b)
SELECT date_diff('isoyear', a, b) AS iso_years, date_diff('week', a, b) AS weeks FROM (VALUES (DATE '2027-01-03', DATE '2027-01-04')) t(a, b)
SQL

cat >expected <<'TEXT'
days 1  weeks 0  whole_weeks 0  weeks_by_trunc 1
months 1  whole_months 0
iso_years 1  weeks 0
TEXT

compare
