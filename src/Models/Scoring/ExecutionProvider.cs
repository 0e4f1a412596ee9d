using Microsoft.ML.OnnxRuntime;

namespace StreamReco.Models.Scoring;

/// <summary>The execution provider that was chosen, and why.</summary>
/// <param name="Name"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Reason">One sentence for the log and the admin page.</param>
/// <param name="Devices">The CUDA devices; empty on the CPU.</param>
internal sealed record ExecutionProvider(string Name, string Reason, IReadOnlyList<OrtEpDevice> Devices)
{
    public const string Cpu = "cpu";
    public const string Cuda = "cuda";

    private const string CudaLibrary = "libonnxruntime_providers_cuda.so";
    private const string CudaRegistration = "streamreco.cuda";
    private const string CudaProviderName = "CUDAExecutionProvider";
    private const string ProviderSetting = "Score:Provider";

    private static readonly Lock _registering = new();

    /// <summary>Chooses by <see cref="OnnxScorerOptions.Provider"/>.</summary>
    /// <exception cref="ScorerStartException">The name is unknown, or <c>cuda</c> is asked for and does not
    /// work.</exception>
    public static ExecutionProvider Choose(OnnxScorerOptions options) => options.Provider switch
    {
        Cpu => new ExecutionProvider(Cpu, $"{ProviderSetting} asks for it.", []),
        Cuda => TryCuda(options, out var problem)
            ?? throw new ScorerStartException(
                ProviderSetting, options.Provider, $"{problem} Set it to 'cpu' or 'auto'."),
        "auto" => TryCuda(options, out var problem)
            ?? new ExecutionProvider(Cpu, $"CUDA is not at hand: {problem}", []),
        _ => throw new ScorerStartException(ProviderSetting, options.Provider, "it must be 'auto', 'cpu' or 'cuda'."),
    };

    private static ExecutionProvider? TryCuda(OnnxScorerOptions options, out string problem)
    {
        var library = options.CudaLibraryPath ?? FindLibrary();
        if (!File.Exists(library))
        {
            problem = $"the provider library '{library}' does not exist.";
            return null;
        }

        try
        {
            var devices = CudaDevices(library);
            problem = "the provider library finds no CUDA device.";
            return devices.Count == 0
                ? null
                : new ExecutionProvider(Cuda, $"{devices.Count} CUDA device(s) found.", devices);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            problem = $"the provider library '{library}' cannot be used ({e.Message.Trim()}).";
            return null;
        }
    }

    /// <summary>Where NuGet puts a native library: beside a program built for one platform, below <c>runtimes</c> otherwise.</summary>
    private static string FindLibrary()
    {
        var below = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", CudaLibrary);
        return File.Exists(below) ? below : Path.Combine(AppContext.BaseDirectory, CudaLibrary);
    }

    /// <summary>Registers the library once a process: a second time is an error of the runtime.</summary>
    private static List<OrtEpDevice> CudaDevices(string library)
    {
        lock (_registering)
        {
            var devices = FindCudaDevices();
            if (devices.Count == 0)
            {
                OrtEnv.Instance().RegisterExecutionProviderLibrary(CudaRegistration, library);
                devices = FindCudaDevices();
                if (devices.Count == 0)
                {
                    OrtEnv.Instance().UnregisterExecutionProviderLibrary(CudaRegistration);
                }
            }

            return devices;
        }
    }

    private static List<OrtEpDevice> FindCudaDevices() =>
        [.. OrtEnv.Instance().GetEpDevices().Where(device => device.EpName == CudaProviderName)];
}
