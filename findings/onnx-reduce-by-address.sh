#!/usr/bin/env bash
# ReduceSum and ReduceMean of ONNX Runtime give the same numbers another sum by where they lie in memory.
#
# Seen with Microsoft.ML.OnnxRuntime 1.31.1, CPU provider on .NET 10, x86-64:
# A tensor of 3 by 10 floats whose rows are all 1, 1/2, ... 1/9, 0, added up along its rows. In memory that begins at a
# multiple of 64 bytes the second row has another sum than the first and the third: a row of 40 bytes begins at a multiple
# of 16 or 8 bytes behind one, which changes the order in which it is added up. In memory that begins 8 bytes further, as a
# pinned array of .NET may, it is the other way round. So one input gets other bits from run to run and by its place in a
# batch, with one thread and one build. MatMul of the same rows with ones has the same bits everywhere.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Microsoft.ML.OnnxRuntime=1.31.1
sed -i 's|<ImplicitUsings>|<AllowUnsafeBlocks>true</AllowUnsafeBlocks><ImplicitUsings>|' finding.csproj

onnx_form

cat >Program.cs <<'CS'
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static OnnxForm;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Rows = 3;
const int Width = 10;
foreach (var op in (string[])["ReduceSum", "ReduceMean", "MatMul"])
{
    using var options = new SessionOptions { IntraOpNumThreads = 1 };
    using var session = new InferenceSession(Model(op), options);
    foreach (var offset in (int[])[0, 8])
    {
        Console.WriteLine($"{op}, {offset} bytes behind a multiple of 64: {Run(session, op, offset)}");
    }
}

static unsafe string Run(InferenceSession session, string op, int offset)
{
    var memory = (byte*)NativeMemory.AlignedAlloc((nuint)(offset + (Rows * Width * sizeof(float))), 64);
    try
    {
        var values = new Span<float>(memory + offset, Rows * Width);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i % Width < 9 ? 1f / (1 + (i % Width)) : 0;
        }

        using var x = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [Rows, Width], (nint)(memory + offset), values.Length * sizeof(float));
        using var second = op == "MatMul"
            ? OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1f, Width).ToArray(), [Width, 1])
            : OrtValue.CreateTensorValueFromMemory(new long[] { 1 }, [1]);
        using var run = new RunOptions();
        using var results = session.Run(run, new Dictionary<string, OrtValue> { ["x"] = x, ["second"] = second }, ["sum"]);
        return string.Join(' ', results[0].GetTensorDataAsSpan<float>().ToArray().Select(sum => $"{BitConverter.SingleToUInt32Bits(sum):x8}"));
    }
    finally
    {
        NativeMemory.AlignedFree(memory);
    }
}

// A model of one node in ONNX's protobuf form: IR version 8, operator set 18.
static byte[] Model(string op)
{
    const int Float = 1;
    const int Int64 = 7;
    byte[] node = [.. Text(1, "x"), .. Text(1, "second"), .. Text(2, "sum"), .. Text(4, op)];
    byte[] graph =
    [
        .. Part(1, node), .. Text(2, "graph"), .. Info(11, "x", Float), .. Info(11, "second", op == "MatMul" ? Float : Int64),
        .. Info(12, "sum", Float),
    ];
    return [.. Number(1, 8), .. Part(7, graph), .. Part(8, Number(2, 18))];
}
CS

cat >expected <<'TEXT'
ReduceSum, 0 bytes behind a multiple of 64: 40350dd2 40350dd1 40350dd2
ReduceSum, 8 bytes behind a multiple of 64: 40350dd1 40350dd2 40350dd1
ReduceMean, 0 bytes behind a multiple of 64: 3e90d7db 3e90d7da 3e90d7db
ReduceMean, 8 bytes behind a multiple of 64: 3e90d7da 3e90d7db 3e90d7da
MatMul, 0 bytes behind a multiple of 64: 40350dd2 40350dd2 40350dd2
MatMul, 8 bytes behind a multiple of 64: 40350dd2 40350dd2 40350dd2
TEXT

compare
