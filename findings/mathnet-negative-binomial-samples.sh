#!/usr/bin/env bash
# Samples of MathNet's negative binomial are from another distribution than its probabilities, its mean and its variance.
#
# Seen with MathNet.Numerics 5.0.0 on .NET 10:
# NegativeBinomial(r, p) counts failures before the r-th success. Its mean is r (1 - p) / p, and Probability and
# CumulativeDistribution agree with that. The mean of 50,000 samples is r / p instead: 12.5 for 10, 5.0 for 1, 5.2 for 0.26. The samples
# do not count trials either: their mean fits, but values below r come up. Numbers of clicks a user are often simulated by this
# distribution; with p = 0.95 there are twenty times too many, and 3 % of the users have no click where it should be 77 %.
# Expected: samples of the distribution whose mean and probabilities the same object gives.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project MathNet.Numerics=5.0.0

cat >Program.cs <<'CS'
using System.Globalization;
using MathNet.Numerics.Distributions;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
foreach (var (r, p) in new[] { (2.5, 0.2), (1.0, 0.5), (4.0, 0.8), (5.0, 0.95) })
{
    var distribution = new NegativeBinomial(r, p, new Random(1));
    var samples = new int[50_000];
    distribution.Samples(samples);
    Console.WriteLine($"r {r} p {p}: mean {distribution.Mean:F2}, of probabilities "
        + $"{Enumerable.Range(0, 500).Sum(k => k * distribution.Probability(k)):F2}, of samples {samples.Average():F1}, r / p {r / p:F1}; "
        + $"zeros {distribution.Probability(0):P0}, of samples {samples.Count(k => k == 0) / 50_000.0:P0}");
}
CS

cat >expected <<'TEXT'
r 2.5 p 0.2: mean 10.00, of probabilities 10.00, of samples 12.5, r / p 12.5; zeros 2 %, of samples 1 %
r 1 p 0.5: mean 1.00, of probabilities 1.00, of samples 2.0, r / p 2.0; zeros 50 %, of samples 34 %
r 4 p 0.8: mean 1.00, of probabilities 1.00, of samples 5.0, r / p 5.0; zeros 41 %, of samples 4 %
r 5 p 0.95: mean 0.26, of probabilities 0.26, of samples 5.2, r / p 5.3; zeros 77 %, of samples 3 %
TEXT

compare
