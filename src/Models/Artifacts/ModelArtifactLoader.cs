using System.Text.Json;
using StreamReco.Models.Features;
using StreamReco.Models.Items;

namespace StreamReco.Models.Artifacts;

/// <summary>Loads a model folder whole or not at all.</summary>
public static class ModelArtifactLoader
{
    /// <summary>The model in <paramref name="directory"/>, every file checked against the manifest.</summary>
    /// <exception cref="ModelLoadException">Something is missing, damaged, of another format, or does not fit
    /// together.</exception>
    /// <param name="directory">The model's folder.</param>
    /// <param name="progress">Receives how far it is; null tells nobody.</param>
    public static ModelArtifact Load(string directory, IProgress<ModelLoadProgress>? progress = null)
    {
        if (!Directory.Exists(directory))
        {
            throw new ModelLoadException(directory, File.Exists(directory) ? "it is a file; name the folder of a model" : "there is no such folder");
        }

        var manifest = LoadManifest(directory);
        CheckFeatures(directory, manifest);
        var files = LoadFiles(directory, manifest, progress);
        if (manifest.Version != ModelArtifactBuilder.VersionOf(manifest.Files))
        {
            throw new ModelLoadException(
                directory, $"{ModelFiles.Manifest} names version '{manifest.Version}', which its files do not have");
        }

        var (items, popular) = new PartReader(directory).Read(
            ModelFiles.Items, () => ItemsFile.Read(files[ModelFiles.Items], manifest.Items));
        var space = LoadSpace(directory, manifest, items, files);
        return new ModelArtifact(manifest, space, items, popular, files[ModelFiles.Graph])
        {
            Stack = manifest.Format == ModelFiles.StackFormat
                ? TwoStageFiles.Read(files, space, manifest.Selection, new PartReader(directory), progress)
                : null,
            SearchRanker = SearchRankerFiles.Read(files, new PartReader(directory)),
        };
    }

    /// <summary>The manifest alone, for listings: the other files are not looked at.</summary>
    /// <exception cref="ModelLoadException">The manifest is missing, damaged or of another format.</exception>
    public static ModelManifest LoadManifest(string directory)
    {
        var bytes = ReadFile(directory, ModelFiles.Manifest);
        try
        {
            CheckFormat(directory, bytes);
            return JsonSerializer.Deserialize(bytes, ModelJson.Default.ModelManifest)
                ?? throw new ModelLoadException(directory, $"{ModelFiles.Manifest} is empty");
        }
        catch (JsonException e)
        {
            throw new ModelLoadException(directory, $"{ModelFiles.Manifest} is damaged ({e.Message})", e);
        }
    }

    private static void CheckFormat(string directory, byte[] manifest)
    {
        using var json = JsonDocument.Parse(manifest);
        var known = json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("format", out var format)
            && format.TryGetInt32(out var number)
            && number is ModelFiles.Format or ModelFiles.StackFormat;
        if (!known)
        {
            throw new ModelLoadException(
                directory,
                $"{ModelFiles.Manifest} is of no format that this program reads: "
                + $"{ModelFiles.Format} or {ModelFiles.StackFormat}");
        }
    }

    private static IEnumerable<string> FilesOf(ModelManifest manifest) => ModelFiles.Hashed
        .Concat(manifest.Format == ModelFiles.StackFormat ? TwoStageFiles.Of(manifest.Files.ContainsKey) : [])
        .Concat(SearchRankerFiles.Of(manifest.Files.ContainsKey));

    private static void CheckFeatures(string directory, ModelManifest manifest)
    {
        var expected = FeatureHash.Of(manifest.Features);
        if (manifest.FeatureHash != expected)
        {
            throw new ModelLoadException(
                directory,
                $"{ModelFiles.Manifest} has feature hash '{manifest.FeatureHash}' "
                + $"where this program computes '{expected}' for its layout");
        }
    }

    private static ItemSpace LoadSpace(
        string directory, ModelManifest manifest, CatalogItem[] items, Dictionary<string, byte[]> files)
    {
        var d = manifest.Features.Dimensions;
        var part = new PartReader(directory);
        var factors = part.Read(
            ModelFiles.Factors, () => MatrixFile.Read(files[ModelFiles.Factors], manifest.Items, d));
        var prior = part.Read(
            ModelFiles.Prior, () => MatrixFile.Read(files[ModelFiles.Prior], 1, d * (d + 1) / 2));
        string[] ids = [.. items.Select(item => item.ItemId)];
        return new ItemSpace(ids, factors, d, prior, ItemSpaceFingerprint.Of(ids, factors, prior));
    }

    private static Dictionary<string, byte[]> LoadFiles(
        string directory, ModelManifest manifest, IProgress<ModelLoadProgress>? progress)
    {
        string[] names = [.. FilesOf(manifest)];
        var files = new Dictionary<string, byte[]>(names.Length, StringComparer.Ordinal);
        foreach (var name in names)
        {
            progress?.Report(new ModelLoadProgress("files are read and checked", (double)files.Count / names.Length));
            files.Add(name, LoadHashed(directory, name, manifest));
        }

        return files;
    }

    private static byte[] LoadHashed(string directory, string name, ModelManifest manifest)
    {
        if (!manifest.Files.TryGetValue(name, out var expected))
        {
            throw new ModelLoadException(directory, $"{ModelFiles.Manifest} has no hash of {name}");
        }

        var content = ReadFile(directory, name);
        var actual = ModelArtifactBuilder.HashOf(content);
        return actual == expected
            ? content
            : throw new ModelLoadException(
                directory, $"{name} is damaged: its SHA-256 is {actual}, {ModelFiles.Manifest} says {expected}");
    }

    private static byte[] ReadFile(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        if (!File.Exists(path))
        {
            throw new ModelLoadException(directory, $"{name} is missing");
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException(directory, $"{name} cannot be read ({e.Message})", e);
        }
    }
}
