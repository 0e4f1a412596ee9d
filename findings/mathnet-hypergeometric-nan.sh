#!/usr/bin/env bash
# The hypergeometric distribution of MathNet.Numerics gives NaN for ordinary large populations.
#
# Seen with MathNet.Numerics 5.0.0 on .NET 10:
# Of 10,000 visitors 1,000 bought; how likely is it that 50 of them are among 500 that are drawn? It is the most likely
# number, and its probability is 0.06. PMF says NaN; the exponential of PMFLn, which should be the same, is right.
# Nothing is thrown.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project MathNet.Numerics=5.0.0

cat >Program.cs <<'CS'
using System.Globalization;
using MathNet.Numerics.Distributions;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
foreach (var (population, success, draws, wanted) in ((int, int, int, int)[])
    [(1_000, 100, 50, 5), (10_000, 1_000, 500, 50), (1_000_000, 1_000, 50_000, 50)])
{
    var pmf = Hypergeometric.PMF(population, success, draws, wanted);
    var byLogarithm = Math.Exp(Hypergeometric.PMFLn(population, success, draws, wanted));
    Console.WriteLine($"{wanted} of {success} in {draws} of {population}: PMF {pmf:F4}, exp(PMFLn) {byLogarithm:F4}");
}
CS

cat >expected <<'TEXT'
5 of 100 in 50 of 1000: PMF 0.1897, exp(PMFLn) 0.1897
50 of 1000 in 500 of 10000: PMF NaN, exp(PMFLn) 0.0609
50 of 1000 in 50000 of 1000000: PMF NaN, exp(PMFLn) 0.0578
TEXT

compare
