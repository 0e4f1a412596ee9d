#!/usr/bin/env bash
# Sigmoid of ONNX Runtime puts unlikely items in another order than their logits, and calls everything below -18 impossible.
#
# Seen with Microsoft.ML.OnnxRuntime 1.31.1, CPU provider on .NET 10 (x64):
# Sigmoid is a rational approximation plus 0.5. A small probability is what is left of that sum: a multiple of 3E-8. At -16 it is off
# by a half, and the item with -17 comes before the item with -16. From -18 on the probability is 0, and a log loss infinite. Of 20,000
# steps upwards from -20 to 20 more than a thousand lead down. A float is precise enough: exp(x - Softplus(x)), which is the same
# function, is right down to -30. Tanh has the same form and exceeds 1, so that 1 - tanh^2 is below 0.
# Expected: the operator's definition, y = 1 / (1 + exp(-x)), which never falls and is above 0 in a float down to x = -87.
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
float[] few = [-12, -16, -17, -18, -30];
var sigmoid = Run("Sigmoid", few);
var softplus = Run("Softplus", few);
for (var i = 0; i < few.Length; i++)
{
    var exact = 1 / (1 + Math.Exp(-few[i]));
    var off = Math.Abs((sigmoid[i] / exact) - 1);
    var offByWay = Math.Abs((Math.Exp(few[i] - softplus[i]) / exact) - 1); // exp(x - softplus(x)) is sigmoid(x)
    Console.WriteLine($"{few[i]}: {(sigmoid[i] == 0 ? "0" : off < 0.01 ? "less than 1 % off" : off > 0.3 ? "more than 30 % off" : "1 to 30 % off")}; "
        + $"by Softplus {(offByWay < 0.0001 ? "less than 0.01 % off" : "off")}");
}

Console.WriteLine($"the item with -17 is {(sigmoid[2] > sigmoid[1] ? "above" : "below")} the one with -16");
float[] many = [.. Enumerable.Range(0, 20_001).Select(i => -20f + (i * 0.002f))];
var along = Run("Sigmoid", many);
Console.WriteLine($"more than a thousand steps lead down: {Enumerable.Range(1, 20_000).Count(i => along[i] < along[i - 1]) > 1000}");
Console.WriteLine($"Tanh exceeds 1: {Run("Tanh", many).Max() > 1}");

static float[] Run(string op, float[] x)
{
    byte[] node = [.. Text(1, "x"), .. Text(2, "y"), .. Text(4, op)];
    byte[] graph = [.. Part(1, node), .. Text(2, "finding"), .. Info(11, "x", Float), .. Info(12, "y", Float)];
    byte[] model = [.. Number(1, 8), .. Part(7, graph), .. Part(8, Number(2, 13))];
    using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
    using var session = new InferenceSession(model, options);
    using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(x, [x.Length]))]);
    return [.. results[0].AsEnumerable<float>()];
}
CS

cat >expected <<'TEXT'
-12: less than 1 % off; by Softplus less than 0.01 % off
-16: more than 30 % off; by Softplus less than 0.01 % off
-17: more than 30 % off; by Softplus less than 0.01 % off
-18: 0; by Softplus less than 0.01 % off
-30: 0; by Softplus less than 0.01 % off
the item with -17 is above the one with -16
more than a thousand steps lead down: True
Tanh exceeds 1: True
TEXT

compare
