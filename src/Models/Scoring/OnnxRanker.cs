using Microsoft.ML.OnnxRuntime;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Scoring;

/// <summary>
/// Runs the ranker's graph in ONNX Runtime on the CPU, over memory that is reused by every call. Not thread-safe.
/// </summary>
/// <remarks>
/// The graph is small (C×F×H products an answer), so that one thread and few warmed batch sizes are enough. A score has
/// the same bits in every batch size; tested for each.
/// </remarks>
public sealed class OnnxRanker : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly RunOptions _run = new();
    private readonly InferenceSession _session;
    private readonly RankLayout _layout;
    private readonly int[] _buckets;
    private readonly OrtIoBinding[] _bindings;
    private readonly float[] _features;
    private readonly long[] _classes;
    private readonly float[] _mask;
    private readonly float[] _scores;

    /// <summary>Loads the graph and runs every bucket once.</summary>
    /// <param name="graph">The ranker's graph.</param>
    /// <param name="layout">The layout that it was written for.</param>
    /// <param name="options">Batch sizes and threads; the provider is always the CPU.</param>
    /// <exception cref="ScorerStartException">The graph cannot be run.</exception>
    public OnnxRanker(ReadOnlyMemory<byte> graph, RankLayout layout, OnnxScorerOptions options)
    {
        _layout = layout;
        _buckets =
            [.. options.Buckets.Where(b => b < options.BatchSizeMax).Append(options.BatchSizeMax).Distinct().Order()];
        var rows = _buckets[^1];
        _features = GC.AllocateArray<float>(rows * layout.Candidates * layout.Features.Count, pinned: true);
        _classes = GC.AllocateArray<long>(rows, pinned: true);
        _mask = GC.AllocateArray<float>(rows * layout.Candidates, pinned: true);
        _scores = GC.AllocateArray<float>(rows * layout.Candidates, pinned: true);
        try
        {
            _session = Open(graph, options);
            _bindings = [.. _buckets.Select(Bind)];
            Array.ForEach(_bindings, binding => _session.RunWithBinding(_run, binding));
        }
        catch (OnnxRuntimeException e)
        {
            Dispose();
            throw new ScorerStartException("Score:Provider", "cpu", $"the ranker does not run ({e.Message.Trim()}).", e);
        }
    }

    /// <summary>The most requests of one call.</summary>
    public int BatchSizeMax => _buckets[^1];

    /// <summary>Fills the scores of each request's candidates.</summary>
    /// <exception cref="ArgumentException">The batch is larger than <see cref="BatchSizeMax"/>.</exception>
    public void Score(IReadOnlyList<RankRequest> batch)
    {
        if (batch.Count > BatchSizeMax)
        {
            throw new ArgumentException($"{batch.Count} requests where one call takes {BatchSizeMax}.", nameof(batch));
        }

        if (batch.Count == 0)
        {
            return;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            Write(i, batch[i]);
        }

        _session.RunWithBinding(_run, _bindings[Array.FindIndex(_buckets, bucket => bucket >= batch.Count)]);
        for (var i = 0; i < batch.Count; i++)
        {
            _scores.AsSpan(i * _layout.Candidates, batch[i].Count).CopyTo(batch[i].Scores);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }

        _session?.Dispose();
        _run.Dispose();
    }

    private static InferenceSession Open(ReadOnlyMemory<byte> graph, OnnxScorerOptions options)
    {
        using var session = new SessionOptions
        {
            IntraOpNumThreads = Math.Max(options.IntraOpThreads, 1),
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(graph.ToArray(), session);
    }

    private OrtIoBinding Bind(int bucket)
    {
        var binding = _session.CreateIoBinding();
        _owned.Add(binding);
        var (c, f) = (_layout.Candidates, _layout.Features.Count);
        binding.BindInput(GraphNames.CandidateFeatures, View(_features, [bucket, c, f]));
        binding.BindInput(GraphNames.LengthClass, View(_classes, [bucket]));
        binding.BindInput(GraphNames.CandidateMask, View(_mask, [bucket, c]));
        binding.BindOutput(GraphNames.CandidateScores, View(_scores, [bucket, c]));
        return binding;
    }

    private OrtValue View<T>(T[] values, long[] shape)
        where T : unmanaged
    {
        var length = shape.Aggregate(1L, (product, dim) => product * dim);
        var value = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, values.AsMemory(0, (int)length), shape);
        _owned.Add(value);
        return value;
    }

    private void Write(int row, RankRequest request)
    {
        var (c, f) = (_layout.Candidates, _layout.Features.Count);
        var features = _features.AsSpan(row * c * f, c * f);
        request.Features.AsSpan(0, request.Count * f).CopyTo(features);
        features[(request.Count * f)..].Clear();
        var mask = _mask.AsSpan(row * c, c);
        mask[..request.Count].Fill(1);
        mask[request.Count..].Clear();
        _classes[row] = request.LengthClass;
    }
}
