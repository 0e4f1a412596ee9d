using System.Text.Json;

namespace StreamReco.Models.Artifacts;

/// <summary>
/// Writes a model folder whole or not at all: into a sibling first, which then takes the folder's name.
/// </summary>
public static class ModelArtifactWriter
{
    /// <summary>Writes <paramref name="model"/>; a model that already stands there is replaced.</summary>
    /// <exception cref="IOException">The folder holds something that is no model, or cannot be written.</exception>
    public static void Write(string directory, ModelArtifact model)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        RefuseForeign(target);
        var draft = $"{target}.{model.Manifest.Version}.writing";
        DeleteIfThere(draft);
        Directory.CreateDirectory(draft);
        try
        {
            WriteFiles(draft, model);
            Replace(target, draft);
        }
        finally
        {
            DeleteIfThere(draft);
        }
    }

    /// <summary>Returns where a model could be written; what stands there stays as it is.</summary>
    /// <exception cref="IOException">The folder holds something that is no model, or nothing can be written there.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void CheckPlace(string directory)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        RefuseForeign(target);
        var probe = $"{target}.probe.writing";
        Directory.CreateDirectory(probe);
        Directory.Delete(probe);
    }

    private static void WriteFiles(string folder, ModelArtifact model)
    {
        foreach (var (name, content) in ModelArtifactBuilder.Serialize(model))
        {
            WriteThrough(Path.Combine(folder, name), content.Span);
        }

        WriteThrough(
            Path.Combine(folder, ModelFiles.Manifest),
            JsonSerializer.SerializeToUtf8Bytes(model.Manifest, ModelJson.Indented.ModelManifest));
    }

    private static void WriteThrough(string path, ReadOnlySpan<byte> content)
    {
        using var file = File.Create(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private static void Replace(string target, string draft)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(draft, target);
            return;
        }

        var old = $"{draft}.old";
        DeleteIfThere(old);
        Directory.Move(target, old);
        Directory.Move(draft, target);
        Directory.Delete(old, recursive: true);
    }

    private static void RefuseForeign(string target)
    {
        var foreign = File.Exists(target)
            || (Directory.Exists(target)
                && Directory.EnumerateFileSystemEntries(target).Any()
                && !File.Exists(Path.Combine(target, ModelFiles.Manifest)));
        if (foreign)
        {
            throw new IOException($"'{target}' holds something that is no model; it is not overwritten.");
        }
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
