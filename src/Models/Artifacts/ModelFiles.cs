namespace StreamReco.Models.Artifacts;

/// <summary>Names of the files of a model folder.</summary>
public static class ModelFiles
{
    /// <summary>Version of the format of a folder without a stack.</summary>
    public const int Format = 1;

    /// <summary>Version of the format of a folder with a stack, whose files come beside those of format 1.</summary>
    public const int StackFormat = 2;

    /// <summary><see cref="ModelManifest"/> as JSON; carries the hashes of all the others.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>One <see cref="ItemLine"/> a line; line r describes row r.</summary>
    public const string Items = "items.jsonl";

    /// <summary>N×D item factors, a <see cref="MatrixFile"/>.</summary>
    public const string Factors = "factors.bin";

    /// <summary>1×D(D+1)/2 packed prior covariance, a <see cref="MatrixFile"/>.</summary>
    public const string Prior = "prior.bin";

    /// <summary>The ONNX graph.</summary>
    public const string Graph = "graph.onnx";

    /// <summary>The files of every model but the manifest.</summary>
    public static IReadOnlyList<string> Hashed { get; } = [Factors, Graph, Items, Prior];
}
