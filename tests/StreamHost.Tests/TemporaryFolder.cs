namespace StreamReco.StreamHost.Tests;

/// <summary>A folder of a test's own that goes with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("streamreco-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
