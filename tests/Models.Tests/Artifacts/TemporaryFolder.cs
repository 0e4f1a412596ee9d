namespace StreamReco.Models.Tests.Artifacts;

/// <summary>A path for one test under the system's temporary folder, deleted with its siblings of the same prefix.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("streamreco-").FullName;

    public string Root => _root;

    public string Of(string name) => Path.Combine(_root, name);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
