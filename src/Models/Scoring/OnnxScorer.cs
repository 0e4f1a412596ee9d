using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using StreamReco.Models.Artifacts;

namespace StreamReco.Models.Scoring;

/// <summary>
/// Runs a model's graph in ONNX Runtime, on the CPU or on CUDA, over memory that is reused by every call.
/// </summary>
/// <remarks>
/// On the CPU a result does not depend on the batch's size: tested for every bucket. CUDA's kernels are chosen by
/// shape, so there every call is padded to the one bucket of <see cref="BatchSizeMax"/> rows.
/// </remarks>
public sealed class OnnxScorer : IBatchScorer
{
    private readonly List<IDisposable> _owned = [];
    private readonly RunOptions _run = new();
    private readonly InferenceSession _session;
    private readonly ScoreBuffers _buffers;
    private readonly int[] _buckets;
    private readonly OrtIoBinding[] _bindings;

    /// <summary>Loads the graph and runs every bucket once.</summary>
    /// <exception cref="ScorerStartException">The options cannot be met on this machine, or the graph cannot be
    /// run.</exception>
    public OnnxScorer(ModelArtifact model, OnnxScorerOptions options)
    {
        var provider = ExecutionProvider.Choose(options);
        _buckets = BucketsOf(options, provider);
        Provider = provider.Name;
        ProviderReason = provider.Reason;
        BatchSizeMax = _buckets[^1];
        _buffers = new ScoreBuffers(model.Manifest.Features, model.Items.Count, BatchSizeMax);
        try
        {
            _session = Open(model, options, provider);
            _bindings = [.. _buckets.Select(bucket => _buffers.Bind(_session, bucket, _owned))];
            WarmUp();
        }
        catch (OnnxRuntimeException e)
        {
            Dispose();
            throw new ScorerStartException(
                "Score:Provider",
                options.Provider,
                $"the graph of model {model.Manifest.Version} does not run on {Provider} ({e.Message.Trim()}).",
                e);
        }
    }

    /// <inheritdoc/>
    public string Provider { get; }

    /// <summary>Why this provider is at work, one sentence.</summary>
    public string ProviderReason { get; }

    /// <inheritdoc/>
    public int BatchSizeMax { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch is larger than <see cref="BatchSizeMax"/>.</exception>
    public void Score(IReadOnlyList<ScoreRequest> batch)
    {
        if (batch.Count > BatchSizeMax)
        {
            throw new ArgumentException($"{batch.Count} requests where one call takes {BatchSizeMax}.", nameof(batch));
        }

        if (batch.Count == 0)
        {
            return;
        }

        var bucket = BucketOf(batch.Count);
        for (var row = 0; row < _buckets[bucket]; row++)
        {
            Fill(row, batch);
        }

        _session.RunWithBinding(_run, _bindings[bucket]);
        for (var row = 0; row < batch.Count; row++)
        {
            Answer(row, batch[row]);
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

    private static int[] BucketsOf(OnnxScorerOptions options, ExecutionProvider provider)
    {
        if (options.BatchSizeMax < 1)
        {
            throw new ScorerStartException("Score:BatchSizeMax", $"{options.BatchSizeMax}", "it must be at least 1.");
        }

        if (options.Buckets.Any(bucket => bucket < 1))
        {
            throw new ScorerStartException(
                "Score:Buckets", string.Join(", ", options.Buckets), "each must be at least 1.");
        }

        return provider.Name == ExecutionProvider.Cuda
            ? [options.BatchSizeMax]
            : [.. options.Buckets.Where(b => b < options.BatchSizeMax).Append(options.BatchSizeMax).Distinct().Order()];
    }

    private static InferenceSession Open(ModelArtifact model, OnnxScorerOptions options, ExecutionProvider provider)
    {
        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (provider.Devices.Count > 0)
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal);
            session.AppendExecutionProvider(OrtEnv.Instance(), [provider.Devices[0]], settings);
        }

        // Idle threads of the runtime must not spin: the loops of the partitions need the cores.
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(BytesOf(model.Graph), session);
    }

    private static byte[] BytesOf(ReadOnlyMemory<byte> graph) =>
        MemoryMarshal.TryGetArray(graph, out var segment) && segment.Array!.Length == graph.Length
            ? segment.Array
            : graph.ToArray();

    private void WarmUp()
    {
        foreach (var binding in _bindings)
        {
            _session.RunWithBinding(_run, binding);
        }
    }

    private int BucketOf(int count)
    {
        var bucket = 0;
        while (_buckets[bucket] < count)
        {
            bucket++;
        }

        return bucket;
    }

    private void Fill(int row, IReadOnlyList<ScoreRequest> batch)
    {
        if (row < batch.Count && batch[row].HasFeatures)
        {
            _buffers.Write(row, batch[row]);
        }
        else
        {
            _buffers.Blank(row);
        }
    }

    private void Answer(int row, ScoreRequest request)
    {
        if (request.HasFeatures)
        {
            _buffers.Read(row, request);
        }
        else
        {
            request.CandidateCount = 0;
        }
    }
}
