namespace StreamReco.TestKit;

/// <summary>
/// The folder that holds the public data sets (<c>data/</c>) and the Kafka home (<c>kafka/</c>): named by
/// STREAMRECO_SHARED, else <c>shared</c> beside the repository.
/// </summary>
public static class SharedFolder
{
    private const string Variable = "STREAMRECO_SHARED";

    /// <summary>The folder, or null when there is none.</summary>
    public static string? Path { get; } = Find();

    /// <summary>The path of a data file; throws where there is no such folder, so ask under a <see cref="SharedDataFactAttribute"/>.</summary>
    public static string Data(params string[] parts) => Path is null
        ? throw new InvalidOperationException($"set {Variable} to the folder that holds data/ and kafka/")
        : System.IO.Path.Combine([Path, "data", .. parts]);

    /// <summary>The path of a collected input; ask under a <see cref="SharedCasesTheoryAttribute"/>.</summary>
    public static string Case(string file) => Path is null
        ? throw new InvalidOperationException($"set {Variable} to the folder that holds cases/")
        : System.IO.Path.Combine(Path, "cases", file);

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? named : null;
        }

        var parent = System.IO.Path.GetDirectoryName(RepositoryRoot.Find());
        var beside = parent is null ? null : System.IO.Path.Combine(parent, "shared");
        return Directory.Exists(beside) ? beside : null;
    }
}
