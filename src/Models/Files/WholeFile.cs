namespace StreamReco.Models.Files;

/// <summary>
/// Writes files that are whole or not there: each is written under another name beside it, which then takes its place. Whoever
/// breaks off, or is killed, leaves the file before.
/// </summary>
public static class WholeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its path; a file that is there is replaced.</param>
    /// <param name="write">Writes its bytes.</param>
    /// <param name="draft">The name until it is whole; null for one that the next attempt takes again.</param>
    public static void Write(string path, Action<Stream> write, string? draft = null)
    {
        draft ??= DraftOf(path);
        using (var file = File.Create(draft))
        {
            write(file);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Writes a file that other processes may write at the same time: the last of them counts.</summary>
    /// <param name="path">Its path; a file that is there is replaced.</param>
    /// <param name="bytes">All of it.</param>
    public static void WriteShared(string path, byte[] bytes) =>
        Write(path, file => file.Write(bytes), draft: $"{path}.{Path.GetRandomFileName()}");

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its path; a file that is there is replaced.</param>
    /// <param name="writeAsync">Writes its bytes.</param>
    /// <returns>What <paramref name="writeAsync"/> returned.</returns>
    public static async Task<T> WriteAsync<T>(string path, Func<Stream, Task<T>> writeAsync)
    {
        T result;
        await using (var file = File.Create(DraftOf(path)))
        {
            result = await writeAsync(file);
        }

        File.Move(DraftOf(path), path, overwrite: true);
        return result;
    }

    private static string DraftOf(string path) => path + ".part";
}
