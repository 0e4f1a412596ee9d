using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Serving;

/// <summary>The model folders that the settings name: that of the model in use, and those below <c>Model:Versions</c>.</summary>
internal sealed class ModelFolders(ModelOptions options)
{
    /// <summary>Every folder once, with its manifest or what is wrong with it.</summary>
    public IEnumerable<(string Folder, ModelManifest? Manifest, string? Problem)> All() =>
        Paths().Select(Path.TrimEndingDirectorySeparator).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Select(Read);

    /// <summary>The folder of a version, or null.</summary>
    public string? Find(string version) =>
        All().FirstOrDefault(found => found.Manifest?.Version == version).Folder;

    private IEnumerable<string> Paths() => Directory.Exists(options.Versions)
        ? [options.Directory, .. Directory.GetDirectories(options.Versions)
            .Where(folder => File.Exists(Path.Combine(folder, ModelFiles.Manifest))).Order(StringComparer.Ordinal)]
        : [options.Directory];

    private static (string Folder, ModelManifest? Manifest, string? Problem) Read(string folder)
    {
        try
        {
            return (folder, ModelArtifactLoader.LoadManifest(folder), null);
        }
        catch (ModelLoadException e)
        {
            return (folder, null, e.Message);
        }
    }
}
