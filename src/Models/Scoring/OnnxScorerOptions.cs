using StreamReco.Models.Retrieval.Cells;

namespace StreamReco.Models.Scoring;

/// <summary>How the model's graph is run. Section <c>Score</c> of the settings.</summary>
public sealed class OnnxScorerOptions
{
    /// <summary><c>auto</c> (CUDA where it works, else CPU), <c>cpu</c>, or <c>cuda</c> (never the CPU).</summary>
    public string Provider { get; set; } = "auto";

    /// <summary>The most users of one call. 128 rows of 40,000 scores are 20 MB of scratch memory.</summary>
    public int BatchSizeMax { get; set; } = 128;

    /// <summary>
    /// Batch sizes that are warmed and run; a smaller batch is padded to the next one, so that the runtime sees few
    /// shapes and its memory stays as it was warmed. Those above <see cref="BatchSizeMax"/> are left out.
    /// </summary>
    public int[] Buckets { get; set; } = [1, 2, 4, 8, 16, 32, 64, 128];

    /// <summary>Threads of one call; 0 leaves it to the runtime (one a core).</summary>
    public int IntraOpThreads { get; set; }

    /// <summary>
    /// Items of a model up to which every answer looks at all of them; of more it looks in cells of neighbours (decision 0182).
    /// </summary>
    public int ExactItemsMax { get; set; } = 200_000;

    /// <summary>The least share of the best items that is to be found in cells; 1 looks at all items whatever their number.</summary>
    public double RecallMin { get; set; } = 0.98;

    /// <summary>
    /// The CUDA execution provider's library; null looks for <c>libonnxruntime_providers_cuda.so</c> beside the
    /// program, where the package Microsoft.ML.OnnxRuntime.Gpu puts it.
    /// </summary>
    public string? CudaLibraryPath { get; set; }

    internal CellSettings Cells => new(ExactItemsMax, RecallMin);
}
