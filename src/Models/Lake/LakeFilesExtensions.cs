namespace StreamReco.Models.Lake;

/// <summary>What several steps of <see cref="ILakeFiles"/> make.</summary>
public static class LakeFilesExtensions
{
    /// <summary>Writes a new file and flushes it.</summary>
    public static void Write(this ILakeFiles files, string path, ReadOnlySpan<byte> bytes)
    {
        using var file = files.Create(path);
        file.Write(bytes);
        files.Flush(file);
    }

    public static byte[] ReadAll(this ILakeFiles files, string path)
    {
        using var file = files.Open(path);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Makes a folder and flushes each folder above it, whose entry may be new.</summary>
    public static void MakeFolderForGood(this ILakeFiles files, string folder)
    {
        files.MakeFolder(folder);
        for (var above = LakePaths.FolderOf(folder); ; above = LakePaths.FolderOf(above))
        {
            files.FlushFolder(above);
            if (above.Length == 0)
            {
                return;
            }
        }
    }
}
