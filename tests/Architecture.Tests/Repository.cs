namespace StreamReco.Architecture.Tests;

/// <summary>A text file of the repository: its path from the root, with forward slashes, and its content.</summary>
public sealed record RepositoryFile(string Path, string Text)
{
    public IEnumerable<(int Number, string Line)> Lines() =>
        Text.Split('\n').Select((line, index) => (index + 1, line.TrimEnd('\r')));
}

/// <summary>The working tree that these tests were built from, without what is built or downloaded.</summary>
internal static class Repository
{
    private static readonly string[] Skipped =
        ["bin", "obj", ".git", ".build", "artifacts", "TestResults", "node_modules", "data"];

    private static readonly string[] TextEndings =
        [".cs", ".csproj", ".props", ".targets", ".json", ".md", ".sh", ".yaml", ".yml", ".txt", ".sln", ".proto", ".html", ".js", ".css", ".sql"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<RepositoryFile> TextFiles { get; } = [.. Enumerate(Root).OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>The C# files under <c>src</c>.</summary>
    public static IEnumerable<RepositoryFile> Sources =>
        TextFiles.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && file.Path.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<RepositoryFile> Projects =>
        TextFiles.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal));

    public static RepositoryFile Get(string path) => TextFiles.Single(file => file.Path == path);

    private static IEnumerable<RepositoryFile> Enumerate(string folder)
    {
        // In a second worktree `.git` is a file that names a folder of the machine.
        foreach (var path in Directory.EnumerateFiles(folder).Where(path => Path.GetFileName(path) != ".git"))
        {
            if (IsText(path))
            {
                yield return new RepositoryFile(Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path));
            }
        }

        foreach (var inner in Directory.EnumerateDirectories(folder).Where(inner => !Skipped.Contains(Path.GetFileName(inner))))
        {
            foreach (var file in Enumerate(inner))
            {
                yield return file;
            }
        }
    }

    // Scripts have no ending: the launchers, eng/dashboard, .ci/run, Dockerfile.
    private static bool IsText(string path) =>
        Path.GetExtension(path) is var ending && (ending.Length == 0 || TextEndings.Contains(ending) || Path.GetFileName(path).StartsWith('.'));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "StreamReco.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No StreamReco.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
