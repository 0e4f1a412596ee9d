#!/usr/bin/env bash
# One NaN may hide the best scores from TopK of ONNX Runtime, by the place where it stands.
#
# Seen with Microsoft.ML.OnnxRuntime 1.31.1, CPU provider on .NET 10:
# The scores 0 to 99, k = 3, one of them NaN. With the NaN in place 50 the result is 99 98 97. With the NaN in place 0 it
# is 2 1 NaN: the heap begins with NaN, nothing compares as above it, and 97 scores are never taken in. ArgMax calls the
# NaN the largest wherever it stands; ReduceMax returns NaN only where it stands first. Nothing is reported.
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
const int Int64 = 7;
foreach (var place in (int[])[50, 0])
{
    float[] scores = [.. Enumerable.Range(0, 100).Select(i => i == place ? float.NaN : i)];
    var top = Run(Model("TopK", ["x", "k"], [("x", Float), ("k", Int64)], [("values", Float), ("places", Int64)]), scores, k: 3);
    var arg = Run(Model("ArgMax", ["x"], [("x", Float)], [("place", Int64)]), scores);
    var max = Run(Model("ReduceMax", ["x"], [("x", Float)], [("value", Float)]), scores);
    Console.WriteLine($"NaN in place {place}: TopK 3 {top}; ArgMax {arg}; ReduceMax {max}");
}

static string Run(byte[] model, float[] x, long? k = null)
{
    using var session = new InferenceSession(model);
    var inputs = new List<NamedOnnxValue> { NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(x, [x.Length])) };
    if (k is { } count)
    {
        inputs.Add(NamedOnnxValue.CreateFromTensor("k", new DenseTensor<long>(new[] { count }, [1])));
    }

    using var results = session.Run(inputs);
    var first = results.First();
    return first.ElementType == TensorElementType.Int64
        ? string.Join(' ', first.AsTensor<long>()) : string.Join(' ', first.AsTensor<float>());
}

// A model of one node in ONNX's protobuf form: IR version 8, operator set 17.
static byte[] Model(string op, string[] names, (string Name, int Type)[] inputs, (string Name, int Type)[] outputs)
{
    byte[] node = [.. names.SelectMany(name => Text(1, name)), .. outputs.SelectMany(output => Text(2, output.Name)), .. Text(4, op)];
    byte[] graph =
    [
        .. Part(1, node), .. Text(2, "graph"), .. inputs.SelectMany(input => Info(11, input.Name, input.Type)),
        .. outputs.SelectMany(output => Info(12, output.Name, output.Type)),
    ];
    return [.. Number(1, 8), .. Part(7, graph), .. Part(8, Number(2, 17))];
}
CS

cat >expected <<'TEXT'
NaN in place 50: TopK 3 99 98 97; ArgMax 50; ReduceMax 99
NaN in place 0: TopK 3 2 1 NaN; ArgMax 0; ReduceMax NaN
TEXT

compare
