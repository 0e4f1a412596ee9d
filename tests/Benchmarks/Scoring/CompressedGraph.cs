using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using StreamReco.Models.Encoder;
using StreamReco.Models.Onnx;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Benchmarks.Scoring;

/// <summary>An encoder's graph in one precision, run as the inference stage runs graphs: one thread, no spinning.</summary>
internal sealed class CompressedGraph : IDisposable
{
    private const int Candidates = 100;
    private const int Places = 20;

    private readonly EncoderModel _model;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    public CompressedGraph(EncoderModel model, ItemPrecision precision)
    {
        (_model, Precision) = (model, precision);
        var graph = EncoderGraphWriter.Write(model, Candidates, precision);
        Bytes = graph.Length;
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        var before = ResidentBytes();
        _session = new InferenceSession(graph, options);
        MicrosecondsPerQuery(1, calls: 1);
        MemoryBytes = ResidentBytes() - before;
        GC.KeepAlive(graph);
    }

    public ItemPrecision Precision { get; }

    /// <summary>Of the graph's file.</summary>
    public long Bytes { get; }

    /// <summary>What the process grew by when the runtime had loaded the graph and answered once; about.</summary>
    public long MemoryBytes { get; }

    /// <summary>The time of a query in batches of this size.</summary>
    public double MicrosecondsPerQuery(int batch, int calls)
    {
        var random = new Random(7);
        long[] rows = [.. Enumerable.Range(0, batch * _model.Settings.RecentItems).Select(_ => (long)random.Next(_model.Items))];
        var started = Stopwatch.GetTimestamp();
        for (var call = 0; call < calls; call++)
        {
            using var outputs = Answer(rows, batch);
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / calls / batch;
    }

    /// <summary>HR@20 and MRR@20 of the last click of sessions that lie evenly spread.</summary>
    public EncoderFigures Judge(EncoderSequences sessions, int queries)
    {
        var (asked, hits, reciprocal) = (0, 0, 0.0);
        var rows = new long[_model.Settings.RecentItems];
        var stride = Math.Max(1, sessions.Count / queries);
        for (var session = 0; session < sessions.Count; session += stride)
        {
            var clicks = sessions.RowsOf(session);
            if (clicks.Length < 2)
            {
                continue;
            }

            rows.AsSpan().Fill(_model.Items);
            for (var back = 0; back < Math.Min(rows.Length, clicks.Length - 1); back++)
            {
                rows[back] = clicks[^(back + 2)];
            }

            using var outputs = Answer(rows, 1);
            var place = outputs[0].GetTensorDataAsSpan<long>()[..Places].IndexOf(clicks[^1]);
            asked++;
            hits += place >= 0 ? 1 : 0;
            reciprocal += place >= 0 ? 1.0 / (place + 1) : 0;
        }

        return new EncoderFigures((double)hits / asked, reciprocal / asked);
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Answer(long[] rows, int batch)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [batch, _model.Settings.RecentItems]);
        var inputs = new Dictionary<string, OrtValue>(StringComparer.Ordinal) { [GraphNames.RecentItems] = input };
        return _session.Run(_run, inputs, [GraphNames.ItemIds, GraphNames.ItemScores]);
    }

    private static long ResidentBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
