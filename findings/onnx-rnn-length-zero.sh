#!/usr/bin/env bash
# A sequence of length zero makes ONNX Runtime's GRU, LSTM and RNN forget the state they were given.
#
# Seen with Microsoft.ML.OnnxRuntime 1.31.1, CPU provider on .NET 10:
# two sequences in one batch, each with an initial state, and sequence_lens says how many steps each has. With one and with
# two steps the final state is what the equations give. With no step it is 0, where no step of the recurrence should leave
# initial_h (and initial_c) as they were. An encoder that is run step by step over batches, with users in them who have no
# new click, so loses the state of just those users.
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
const int Int32 = 6;
foreach (var (op, gates) in ((string, int)[])[("RNN", 1), ("GRU", 3), ("LSTM", 4)])
{
    foreach (var length in (int[])[2, 1, 0])
    {
        Console.WriteLine($"{op}, initial state 0.7, {length} steps: final state {Run(op, gates, length)}");
    }
}

// One input, one hidden unit, weights 0.5; the other sequence of the batch has both steps.
static string Run(string op, int gates, int length)
{
    float[] weights = [.. Enumerable.Repeat(0.5f, gates)];
    var inputs = new List<NamedOnnxValue>
    {
        NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(new float[] { 1, 1, 1, 1 }, [2, 2, 1])),
        NamedOnnxValue.CreateFromTensor("w", new DenseTensor<float>(weights, [1, gates, 1])),
        NamedOnnxValue.CreateFromTensor("r", new DenseTensor<float>(weights, [1, gates, 1])),
        NamedOnnxValue.CreateFromTensor("b", new DenseTensor<float>(new float[2 * gates], [1, 2 * gates])),
        NamedOnnxValue.CreateFromTensor("lens", new DenseTensor<int>(new[] { length, 2 }, [2])),
        NamedOnnxValue.CreateFromTensor("h", new DenseTensor<float>(new[] { 0.7f, 0.3f }, [1, 2, 1])),
    };
    if (op == "LSTM")
    {
        inputs.Add(NamedOnnxValue.CreateFromTensor("c", new DenseTensor<float>(new[] { 0.9f, 0.2f }, [1, 2, 1])));
    }

    using var session = new InferenceSession(Model(op, [.. inputs.Select(input => input.Name)]));
    using var results = session.Run(inputs);
    return results.Single(result => result.Name == "last").AsTensor<float>()[0, 0, 0].ToString("0.000");
}

// A model of one node in ONNX's protobuf form: IR version 8, operator set 17, hidden_size 1.
static byte[] Model(string op, string[] inputs)
{
    byte[] hidden = [.. Text(1, "hidden_size"), .. Number(3, 1), .. Varint(20 << 3), .. Varint(2)];
    byte[] node = [.. inputs.SelectMany(name => Text(1, name)), .. Text(2, "all"), .. Text(2, "last"), .. Text(4, op), .. Part(5, hidden)];
    byte[] graph =
    [
        .. Part(1, node), .. Text(2, "graph"), .. inputs.SelectMany(name => Info(11, name, name == "lens" ? Int32 : Float)),
        .. Info(12, "all", Float), .. Info(12, "last", Float),
    ];
    return [.. Number(1, 8), .. Part(7, graph), .. Part(8, Number(2, 17))];
}
CS

cat >expected <<'TEXT'
RNN, initial state 0.7, 2 steps: final state 0.689
RNN, initial state 0.7, 1 steps: final state 0.691
RNN, initial state 0.7, 0 steps: final state 0.000
GRU, initial state 0.7, 2 steps: final state 0.664
GRU, initial state 0.7, 1 steps: final state 0.680
GRU, initial state 0.7, 0 steps: final state 0.000
LSTM, initial state 0.7, 2 steps: final state 0.575
LSTM, initial state 0.7, 1 steps: final state 0.564
LSTM, initial state 0.7, 0 steps: final state 0.000
TEXT

compare
