using System.Globalization;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;

namespace StreamReco.Benchmarks.Scoring;

/// <summary>A stack whose encoder's graph holds the item vectors in one precision.</summary>
internal sealed class PrecisionRun : IDisposable
{
    private static readonly int[] _batches = [1, 8, 32, 64];

    private readonly ItemPrecision _precision;
    private readonly TwoStageGraphs _graphs;
    private readonly TwoStageEvaluator _evaluator;
    private readonly double[] _micros = [.. _batches.Select(_ => double.PositiveInfinity)];

    public PrecisionRun(TwoStageModel stack, ItemPrecision precision, QuerySet queries, ParallelOptions parallel)
    {
        _precision = precision;
        var encoder = stack.Encoder!;
        var own = stack with { EncoderGraph = EncoderGraphWriter.Write(encoder, EncoderRequest.CandidatesOf(encoder), precision) };
        _graphs = new TwoStageGraphs(own, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = 64, IntraOpThreads = 1 });
        int[] sessions = [.. Enumerable.Range(0, queries.Count)];
        _evaluator = new TwoStageEvaluator(own, _graphs, queries, sessions, parallel, TimeProvider.System);
    }

    public void Measure()
    {
        for (var i = 0; i < _batches.Length; i++)
        {
            _micros[i] = Math.Min(_micros[i], _evaluator.Cost(_batches[i]).CpuMicros);
        }
    }

    public string Line()
    {
        var metrics = _evaluator.Whole("whole", null, null).Metrics;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_precision,-9} {_micros[0],10:F0} {_micros[1],9:F0} {_micros[2],10:F0} {_micros[3],10:F0} {metrics["HR@20"],8:F4} {metrics["MRR@20"],8:F4}");
    }

    public void Dispose() => _graphs.Dispose();
}
