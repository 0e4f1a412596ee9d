#!/usr/bin/env bash
# TensorPrimitives.SoftMax is NaN for two scores of 89 and 90, and for two scores of -200 and -201.
#
# Seen with System.Numerics.Tensors 9.0.23 on .NET 10:
# SoftMax takes exp of each score as it is. From 89 on, exp of a float is infinite; below -104 it is 0. The shares become NaN. The same rows
# with their highest score taken off have the shares 0.27 and 0.73. Shares depend on differences alone, so a ranker may well give
# such scores. Its loss by the usual log-sum-exp stays finite, while the gradient by SoftMax makes all weights NaN.
# Expected: shares that add up to 1 for all finite scores, as the Softmax of ONNX Runtime and of the usual training libraries gives
# them. The documentation says what SoftMax "effectively computes" and names no range.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project System.Numerics.Tensors=9.0.23

cat >Program.cs <<'CS'
using System.Globalization;
using System.Numerics.Tensors;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
foreach (var scores in (float[][])[[1, 2], [87, 88], [89, 90], [1, 2, 100], [-90, -91], [-200, -201]])
{
    var shifted = new float[scores.Length];
    TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), shifted);
    Console.WriteLine($"{string.Join(" ", scores)}: {SharesOf(scores)}; the highest taken off {SharesOf(shifted)}");
}

static string SharesOf(float[] scores)
{
    var shares = new float[scores.Length];
    TensorPrimitives.SoftMax(scores, shares);
    return string.Join(" ", shares.Select(share => share.ToString("F2")));
}
CS

cat >expected <<'TEXT'
1 2: 0.27 0.73; the highest taken off 0.27 0.73
87 88: 0.27 0.73; the highest taken off 0.27 0.73
89 90: NaN NaN; the highest taken off 0.27 0.73
1 2 100: 0.00 0.00 NaN; the highest taken off 0.00 0.00 1.00
-90 -91: 0.73 0.27; the highest taken off 0.73 0.27
-200 -201: NaN NaN; the highest taken off 0.73 0.27
TEXT

compare
