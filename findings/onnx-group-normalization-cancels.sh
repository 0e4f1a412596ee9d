#!/usr/bin/env bash
# GroupNormalization of ONNX Runtime gives hundreds, hundredths or NaN for four neighbouring numbers, whose standardised values are known.
#
# Seen with Microsoft.ML.OnnxRuntime 1.31.1, CPU provider on .NET 10 (x64):
# Four numbers in steps of 1 are standardised to -1.34 -0.45 0.45 1.34, wherever they begin. LayerNormalization does so up to a million and
# beyond. GroupNormalization of one group does so up to 1003. From 10000 to 10003 it gives -474 to 474, from 30000 a seventh of what
# it should, from 120000 NaN. It takes the variance as the mean of squares less the square of the mean, in floats of seven
# digits: what is left is 0, too much, or below 0. Numbers of seconds, prices in cents and counts of views are of this size.
# Expected: the operator's definition, (x - mean) / sqrt(variance + 1E-5), in which nothing cancels if the mean is taken off first.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Microsoft.ML.OnnxRuntime=1.31.1

onnx_form

cat >Program.cs <<'CS'
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static OnnxForm;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Float = 1;
foreach (var first in (float[])[0, 1_000, 10_000, 30_000, 120_000, 1_000_000])
{
    float[] x = [.. Enumerable.Range(0, 4).Select(i => first + i)];
    Console.WriteLine($"from {first}: LayerNormalization {Class(Run("LayerNormalization", x))}, GroupNormalization {Class(Run("GroupNormalization", x))}");
}

static string Class(float[] y) => y[3] switch
{
    > 1.33f and < 1.35f => "right",
    > 100 => "hundreds",
    > 0 and < 0.3f => "less than a quarter",
    float.NaN => "NaN",
    _ => $"{y[3]}",
};

static float[] Run(string op, float[] x)
{
    var isLayer = op == "LayerNormalization";
    string[] inputs = isLayer ? ["x", "scale"] : ["x", "scale", "bias"];
    byte[] groups = isLayer ? [] : Part(5, [.. Text(1, "num_groups"), .. Number(3, 1), .. Number(20, 2)]);
    byte[] node = [.. inputs.SelectMany(name => Text(1, name)), .. Text(2, "y"), .. Text(4, op), .. groups];
    byte[] graph = [.. Part(1, node), .. Text(2, "finding"), .. inputs.SelectMany(name => Info(11, name, Float)), .. Info(12, "y", Float)];
    byte[] model = [.. Number(1, 10), .. Part(7, graph), .. Part(8, Number(2, 21))];
    using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
    using var session = new InferenceSession(model, options);
    float[] ones = [.. Enumerable.Repeat(1f, isLayer ? 4 : 1)];
    List<NamedOnnxValue> values =
    [
        NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(x, isLayer ? [1, 4] : [1, 1, 4])),
        NamedOnnxValue.CreateFromTensor("scale", new DenseTensor<float>(ones, [ones.Length])),
        NamedOnnxValue.CreateFromTensor("bias", new DenseTensor<float>(new float[1], [1])),
    ];
    using var results = session.Run(values[..inputs.Length]);
    return [.. results[0].AsEnumerable<float>()];
}
CS

cat >expected <<'TEXT'
from 0: LayerNormalization right, GroupNormalization right
from 1000: LayerNormalization right, GroupNormalization right
from 10000: LayerNormalization right, GroupNormalization hundreds
from 30000: LayerNormalization right, GroupNormalization less than a quarter
from 120000: LayerNormalization right, GroupNormalization NaN
from 1000000: LayerNormalization right, GroupNormalization hundreds
TEXT

compare
