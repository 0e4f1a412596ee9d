#!/usr/bin/env bash
# ReduceSum and Pow of ONNX Runtime take whole numbers of 64 bits through a double, and round them.
#
# Seen with Microsoft.ML.OnnxRuntime 1.31.1, CPU provider on .NET 10 (x64):
# ReduceSum of 9007199254740993, 1 and -3 is one too small. Of 9007199254740993 alone it is 9007199254740992, a number that was not
# among the inputs. ReduceProd and ReduceL1 give the same, ReduceMax does not. MatMul with ones, which is the same sum, is right. Pow of
# 94906267 and 2 is one less than Mul of it by itself, and 3 to the power of 35 is three too small. Sums of money in small units, hashes,
# ids picked by a mask and times in nanoseconds are of that size. Nothing is reported.
# Expected: the exact sum where it fits, since the operators are defined for tensor(int64) and keep the type.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Microsoft.ML.OnnxRuntime=1.31.1

onnx_form

cat >Program.cs <<'CS'
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static OnnxForm;

const int Int64 = 7;
long[] numbers = [9_007_199_254_740_993, 1, -3];
Console.WriteLine($"sum of {string.Join(", ", numbers)}: ReduceSum {Run("ReduceSum", numbers)}, "
    + $"MatMul with ones {Run("MatMul", numbers, [1, 1, 1])}");
foreach (var op in (string[])["ReduceSum", "ReduceProd", "ReduceL1", "ReduceMax"])
{
    Console.WriteLine($"{op} of {numbers[0]} alone: {Run(op, [numbers[0]])}");
}

Console.WriteLine($"94906267 by itself: Mul {Run("Mul", [94_906_267], [94_906_267])}, Pow with 2 {Run("Pow", [94_906_267], [2])}");
var multiplied = Enumerable.Repeat(3L, 35).Aggregate((a, b) => checked(a * b));
Console.WriteLine($"35 times 3: Pow {Run("Pow", [3], [35])}, multiplied by .NET {multiplied}");

static long Run(string op, params long[][] inputs)
{
    string[] names = [.. inputs.Select((_, i) => $"x{i}")];
    using var session = new InferenceSession(Model(op, names));
    using var results = session.Run(
        [.. inputs.Zip(names, (input, name) => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(input, [input.Length])))]);
    return results.First().AsTensor<long>().Single();
}

// A model of one node in ONNX's protobuf form: IR version 8, operator set 17.
static byte[] Model(string op, string[] inputs)
{
    byte[] node = [.. inputs.SelectMany(name => Text(1, name)), .. Text(2, "y"), .. Text(4, op)];
    byte[] graph = [.. Part(1, node), .. Text(2, "graph"), .. inputs.SelectMany(name => Info(11, name, Int64)), .. Info(12, "y", Int64)];
    return [.. Number(1, 8), .. Part(7, graph), .. Part(8, Number(2, 17))];
}
CS

cat >expected <<'TEXT'
sum of 9007199254740993, 1, -3: ReduceSum 9007199254740990, MatMul with ones 9007199254740991
ReduceSum of 9007199254740993 alone: 9007199254740992
ReduceProd of 9007199254740993 alone: 9007199254740992
ReduceL1 of 9007199254740993 alone: 9007199254740992
ReduceMax of 9007199254740993 alone: 9007199254740993
94906267 by itself: Mul 9007199515875289, Pow with 2 9007199515875288
35 times 3: Pow 50031545098999704, multiplied by .NET 50031545098999707
TEXT

compare
