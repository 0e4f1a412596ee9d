using System.Runtime.InteropServices;

namespace StreamReco.Models.Lake;

/// <summary>A folder of a disk, or of a network share that has hard links. Thread-safe.</summary>
/// <param name="root">The lake's folder; made if it is missing.</param>
public sealed partial class DiskLakeFiles(string root) : ILakeFiles
{
    private const int AlreadyThere = 17; // EEXIST, of Linux and macOS alike

    /// <summary>EPERM, EXDEV, EMLINK and EOPNOTSUPP of Linux.</summary>
    private static readonly int[] _withoutLinks = [1, 18, 31, 95];

    /// <summary>The folder.</summary>
    public string Root { get; } = Directory.CreateDirectory(root).FullName;

    public Stream Create(string path) =>
        new FileStream(PathOf(path), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);

    public void Flush(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    public Stream Open(string path)
    {
        try
        {
            return new FileStream(PathOf(path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException(e.Message, path, e);
        }
    }

    public bool TryLink(string path, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMove(path, name);
        }

        if (Link(PathOf(path), PathOf(name)) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == AlreadyThere ? false : throw new IOException(
            $"{PathOf(name)} cannot be linked: {Marshal.GetPInvokeErrorMessage(error)}{(Array.IndexOf(_withoutLinks, error) < 0 ? "" : "; the lake needs a file system with hard links")}.",
            error);
    }

    public void Rename(string path, string name)
    {
        try
        {
            File.Move(PathOf(path), PathOf(name), overwrite: true);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException(e.Message, path, e);
        }
    }

    public bool Exists(string path) => File.Exists(PathOf(path));

    public void Delete(string path)
    {
        if (File.Exists(PathOf(path)))
        {
            File.Delete(PathOf(path));
        }
    }

    public void DeleteFolder(string folder)
    {
        try
        {
            Directory.Delete(PathOf(folder), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process was faster, or it never was there.
        }
    }

    public void MakeFolder(string folder) => Directory.CreateDirectory(PathOf(folder));

    public void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals its folders.
        }

        var handle = OpenFolder(PathOf(folder), 0);
        if (handle < 0)
        {
            throw Failed(folder);
        }

        var result = FlushHandle(handle);
        var error = result == 0 ? null : Failed(folder);
        _ = CloseHandle(handle);
        if (error is not null)
        {
            throw error;
        }
    }

    public IReadOnlyList<string> Files(string folder) => Names(folder, Directory.EnumerateFiles);

    public IReadOnlyList<string> Folders(string folder) => Names(folder, Directory.EnumerateDirectories);

    /// <summary>Where a file of the lake is on the disk.</summary>
    public string PathOf(string path) => Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar));

    private List<string> Names(string folder, Func<string, IEnumerable<string>> list)
    {
        var path = PathOf(folder);
        return Directory.Exists(path) ? [.. list(path).Select(name => Path.GetFileName(name)).Order(StringComparer.Ordinal)] : [];
    }

    private bool TryMove(string path, string name)
    {
        if (File.Exists(PathOf(name)))
        {
            return false;
        }

        File.Copy(PathOf(path), PathOf(name), overwrite: false);
        return true;
    }

    private IOException Failed(string folder)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"The folder {PathOf(folder)} cannot be flushed: {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string path, string name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FlushHandle(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseHandle(int handle);
}
