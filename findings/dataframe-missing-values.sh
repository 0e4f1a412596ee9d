#!/usr/bin/env bash
# Microsoft.Data.Analysis leaves missing values out of a column's mean, and counts them as zeros in the mean of a group.
#
# Seen with Microsoft.Data.Analysis 0.23.1 on .NET 10:
# An item has the scores 4, missing, missing. Mean and Min of the column are 4. Over the same rows, GroupBy with Mean gives 1.33 and with
# Min gives 0. Description gives the mean 1.33 beside a length that excludes the missing ones.
# The sum and the mean of an int column are taken in int: two times of the year 2023 in seconds have the sum -894967196 and the mean
# -447483598. Their median is right.
# Expected: the column's rule for missing values everywhere, and a mean between the least and the greatest value.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Microsoft.Data.Analysis=0.23.1

cat >Program.cs <<'CS'
using System.Globalization;
using Microsoft.Data.Analysis;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var scores = new DoubleDataFrameColumn("score", new double?[] { 4, null, null });
var frame = new DataFrame(new StringDataFrameColumn("item", ["a", "a", "a"]), scores);
Console.WriteLine($"column: mean {scores.Mean():F2}, min {scores.Min():F2}");
Console.WriteLine($"group: mean {Of(frame.GroupBy("item").Mean("score")):F2}, min {Of(frame.GroupBy("item").Min("score")):F2}, "
    + $"count {Of(frame.GroupBy("item").Count("score"))}");
var described = frame.Description();
foreach (var row in described.Rows.Where(row => ((string)row[0]).StartsWith("Mean") || ((string)row[0]).StartsWith("Length")))
{
    Console.WriteLine($"description: {row[0]} {row[1]:F2}");
}

var times = new Int32DataFrameColumn("time", new int?[] { 1_700_000_000, 1_700_000_100 });
Console.WriteLine($"times: sum {times.Sum()}, mean {times.Mean()}, median {times.Median()}");

static object Of(DataFrame grouped) => grouped.Rows[0][1];
CS

cat >expected <<'TEXT'
column: mean 4.00, min 4.00
group: mean 1.33, min 0.00, count 1
description: Length (excluding null values) 1.00
description: Mean 1.33
times: sum -894967196, mean -447483598, median 1700000050
TEXT

compare
