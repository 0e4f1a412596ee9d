#!/usr/bin/env bash
# TensorPrimitives.Tanh of 1E-10 is 1E-10 in an array of three numbers and -6E-8 in an array of sixteen.
#
# Seen with System.Numerics.Tensors 9.0.23 on .NET 10 (x64):
# Tanh and Sinh of a number depend on how many numbers stand beside it. An array shorter than a vector is taken one by one, with the
# exact functions of .NET. A longer one is taken by exp in floats, of which little is left near 0: Tanh of 1E-10 is negative, Tanh of
# 1E-6 is 5 % too small, Sinh of 1E-10 is 600 times too large. The same item alone and among others has other scores.
# Expected: one result for one number. The documentation says that results may differ between systems and architectures, which these do
# not, and MathF.Tanh and MathF.Sinh keep all digits near 0.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project System.Numerics.Tensors=9.0.23

cat >Program.cs <<'CS'
using System.Globalization;
using System.Numerics.Tensors;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
foreach (var x in (float[])[1e-10f, 1e-6f, 1e-3f, 1])
{
    Console.WriteLine($"{x:G3} among 3: Tanh {Of(x, 3, TensorPrimitives.Tanh)}, Sinh {Of(x, 3, TensorPrimitives.Sinh)}; "
        + $"among 16: Tanh {Of(x, 16, TensorPrimitives.Tanh)}, Sinh {Of(x, 16, TensorPrimitives.Sinh)}");
}

static string Of(float x, int length, Action<ReadOnlySpan<float>, Span<float>> function)
{
    float[] numbers = [.. Enumerable.Repeat(x, length)];
    function(numbers, numbers);
    return numbers[0].ToString("G3");
}
CS

cat >expected <<'TEXT'
1E-10 among 3: Tanh 1E-10, Sinh 1E-10; among 16: Tanh -5.96E-08, Sinh 5.96E-08
1E-06 among 3: Tanh 1E-06, Sinh 1E-06; among 16: Tanh 9.54E-07, Sinh 1.07E-06
0.001 among 3: Tanh 0.001, Sinh 0.001; among 16: Tanh 0.001, Sinh 0.001
1 among 3: Tanh 0.762, Sinh 1.18; among 16: Tanh 0.762, Sinh 1.18
TEXT

compare
