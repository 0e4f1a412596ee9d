using Microsoft.ML.OnnxRuntime;

namespace StreamReco.Models.Scoring;

/// <summary>The version of ONNX Runtime's native library.</summary>
public static class OnnxRuntimeVersion
{
    /// <summary>For instance <c>1.29.0</c>; loads the native library.</summary>
    public static string Native => OrtEnv.Instance().GetVersionString();
}
