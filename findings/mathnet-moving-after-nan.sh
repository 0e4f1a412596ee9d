#!/usr/bin/env bash
# After one NaN the moving deviation of MathNet is wrong for good, though the NaN has left the window.
#
# Seen with MathNet.Numerics 5.0.0 on .NET 10:
# MovingStatistics of the last three values are NaN while one of them is NaN, as documented. Then they go on with a wrong state. The
# squares from before the NaN are kept for good, so that a deviation of 10 is given as 172. The place of the oldest value is kept too:
# unless the number of values before the NaN was a multiple of the window, another value than the oldest leaves, and until the window
# has been filled once more means and minima are those of other values: 26.7 and 10 for 20, 30 and 40.
# Expected: statistics 'over a window of data', as the documentation says, here of the last three values.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project MathNet.Numerics=5.0.0

cat >Program.cs <<'CS'
using System.Globalization;
using MathNet.Numerics.Statistics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Show("no NaN before", 1, 2, 300, 4);
Show("NaN as the fourth", 1, 2, 300, double.NaN);
Show("NaN as the fifth", 1, 2, 300, 4, double.NaN);

// The values 10, 20 to 100 follow: from the third of them on a window has the numbers k - 20, k - 10 and k.
static void Show(string name, params double[] before)
{
    var moving = new MovingStatistics(3, before);
    var seen = new List<(double Mean, double Deviation, double Minimum)>();
    for (var value = 10; value <= 100; value += 10)
    {
        moving.Push(value);
        seen.Add((moving.Mean, moving.StandardDeviation, moving.Minimum));
    }

    Console.WriteLine($"{name}: means {string.Join(" ", seen.Skip(2).Select(s => $"{s.Mean:F1}"))}");
    Console.WriteLine($"{name}: deviations {string.Join(" ", seen.Skip(2).Select(s => $"{s.Deviation:F1}"))}");
    Console.WriteLine($"{name}: minima {string.Join(" ", seen.Skip(2).Select(s => s.Minimum))}");
}
CS

cat >expected <<'TEXT'
no NaN before: means 20.0 30.0 40.0 50.0 60.0 70.0 80.0 90.0
no NaN before: deviations 10.0 10.0 10.0 10.0 10.0 10.0 10.0 10.0
no NaN before: minima 10 20 30 40 50 60 70 80
NaN as the fourth: means 20.0 30.0 40.0 50.0 60.0 70.0 80.0 90.0
NaN as the fourth: deviations 172.6 172.6 172.6 172.6 172.6 172.6 172.6 172.6
NaN as the fourth: minima 10 20 30 40 50 60 70 80
NaN as the fifth: means 20.0 26.7 33.3 50.0 60.0 70.0 80.0 90.0
NaN as the fifth: deviations 171.8 172.2 172.7 171.8 171.8 171.8 171.8 171.8
NaN as the fifth: minima 10 10 10 40 50 60 70 80
TEXT

compare
