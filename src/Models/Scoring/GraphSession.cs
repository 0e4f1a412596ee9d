using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace StreamReco.Models.Scoring;

/// <summary>
/// A graph in ONNX Runtime, on the CPU or on CUDA, and the batch sizes in which it is run. Shared by scorers of several
/// threads, each with memory of its own.
/// </summary>
/// <remarks>
/// On the CPU a result does not depend on the batch's size: tested for every bucket. CUDA's kernels are chosen by
/// shape, so there every call is padded to the one bucket of <see cref="OnnxScorerOptions.BatchSizeMax"/> rows.
/// </remarks>
internal sealed class GraphSession : IDisposable
{
    private readonly OnnxScorerOptions _options;
    private readonly string _subject;

    /// <param name="subject">Names the graph in messages, for instance <c>the graph of model 1a2b</c>.</param>
    /// <param name="graph">Its bytes.</param>
    /// <param name="options">Provider, batch sizes and threads.</param>
    /// <param name="rowsMax">The most rows whose outputs are held at once, at least 1.</param>
    /// <param name="isShort">Whether it is too little work for more than one thread: waking one takes longer.</param>
    /// <exception cref="ScorerStartException">The options cannot be met on this machine, or the graph cannot be
    /// loaded.</exception>
    public GraphSession(string subject, ReadOnlyMemory<byte> graph, OnnxScorerOptions options, int rowsMax = int.MaxValue, bool isShort = false)
    {
        (_subject, _options) = (subject, options);
        Provider = ExecutionProvider.Choose(options);
        Buckets = BucketsOf(options, Provider, rowsMax);
        try
        {
            Session = Open(graph, isShort ? 1 : options.IntraOpThreads, Provider);
        }
        catch (OnnxRuntimeException e)
        {
            throw Refusal(e);
        }
    }

    public ExecutionProvider Provider { get; }

    /// <summary>Rows of a call, rising.</summary>
    public int[] Buckets { get; }

    public InferenceSession Session { get; }

    public void Dispose() => Session.Dispose();

    /// <summary>What is said when the runtime refuses the graph.</summary>
    public ScorerStartException Refusal(OnnxRuntimeException e) => new(
        "Score:Provider", _options.Provider, $"{_subject} does not run on {Provider.Name} ({e.Message.Trim()}).", e);

    /// <summary>Rows of a call, rising.</summary>
    /// <exception cref="ScorerStartException">The options make no sense.</exception>
    public static int[] BucketsOf(OnnxScorerOptions options, ExecutionProvider provider, int rowsMax = int.MaxValue)
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

        var most = Math.Min(options.BatchSizeMax, rowsMax);
        return provider.Name == ExecutionProvider.Cuda
            ? [most]
            : [.. options.Buckets.Where(b => b < most).Append(most).Distinct().Order()];
    }

    private static InferenceSession Open(ReadOnlyMemory<byte> graph, int threads, ExecutionProvider provider)
    {
        using var session = new SessionOptions
        {
            IntraOpNumThreads = threads,
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
        return new InferenceSession(BytesOf(graph), session);
    }

    private static byte[] BytesOf(ReadOnlyMemory<byte> graph) =>
        MemoryMarshal.TryGetArray(graph, out var segment) && segment.Array!.Length == graph.Length
            ? segment.Array
            : graph.ToArray();
}
