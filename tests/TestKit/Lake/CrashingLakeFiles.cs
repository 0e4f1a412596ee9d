using StreamReco.Models.Lake;

namespace StreamReco.TestKit.Lake;

/// <summary>The machine stops.</summary>
public sealed class CrashException() : Exception("The machine stops.");

/// <summary>A process's view of the disk.</summary>
/// <param name="disk">The disk, shared with others.</param>
public sealed class CrashingLakeFiles(MemoryDisk disk) : ILakeFiles
{
    /// <summary>Steps that changed something.</summary>
    public int Steps { get; private set; }

    /// <summary>Files that were opened for reading.</summary>
    public int Opened { get; private set; }

    /// <summary>Called before each step, with its number from 1; may throw.</summary>
    public Action<int>? OnStep { get; set; }

    public Stream Create(string path)
    {
        Step();
        NeedFolder(path);
        if (disk.Entries.ContainsKey(path))
        {
            throw new IOException($"{path} is there.");
        }

        var node = new MemoryDisk.Node();
        disk.Put(path, node);
        return new NodeStream(this, disk, node);
    }

    public void Flush(Stream file)
    {
        Step();
        ((NodeStream)file).Node.IsFlushed = true;
    }

    public Stream Open(string path)
    {
        Opened++;
        return disk.Entries.TryGetValue(path, out var node) ? new MemoryStream(node.Bytes, writable: false) : throw new FileNotFoundException(path);
    }

    public bool TryLink(string path, string name)
    {
        Step();
        NeedFolder(name);
        if (!disk.Entries.TryGetValue(path, out var node))
        {
            throw new FileNotFoundException(path);
        }

        if (disk.Entries.ContainsKey(name))
        {
            return false;
        }

        disk.Put(name, node);
        return true;
    }

    public void Rename(string path, string name)
    {
        Step();
        NeedFolder(name);
        if (!disk.Entries.TryGetValue(path, out var node))
        {
            throw new FileNotFoundException(path);
        }

        disk.Put(name, node);
        disk.Remove(path);
    }

    public bool Exists(string path) => disk.Entries.ContainsKey(path);

    public void Delete(string path)
    {
        Step();
        disk.Remove(path);
    }

    public void DeleteFolder(string folder)
    {
        foreach (var path in disk.Entries.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)).ToList())
        {
            Step();
            disk.Remove(path);
        }

        disk.Folders.RemoveWhere(one => one == folder || one.StartsWith(folder + "/", StringComparison.Ordinal));
    }

    public void MakeFolder(string folder)
    {
        Step();
        for (var one = folder; one.Length > 0; one = LakePaths.FolderOf(one))
        {
            disk.Folders.Add(one);
        }
    }

    public void FlushFolder(string folder)
    {
        Step();
        disk.FlushFolder(folder);
    }

    public IReadOnlyList<string> Files(string folder) =>
    [
        .. disk.Entries.Keys.Where(path => LakePaths.FolderOf(path) == folder)
            .Select(path => path[(path.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal),
    ];

    IReadOnlyList<string> ILakeFiles.Folders(string folder) =>
    [
        .. disk.Folders.Where(one => one.Length > 0 && one != folder && LakePaths.FolderOf(one) == folder)
            .Select(one => one[(one.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal),
    ];

    private void Step()
    {
        Steps++;
        OnStep?.Invoke(Steps);
    }

    private void NeedFolder(string path)
    {
        if (!disk.Folders.Contains(LakePaths.FolderOf(path)))
        {
            throw new FileNotFoundException($"There is no folder for {path}.");
        }
    }

    private sealed class NodeStream(CrashingLakeFiles files, MemoryDisk disk, MemoryDisk.Node node) : Stream
    {
        public MemoryDisk.Node Node => node;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => node.Bytes.Length;

        public override long Position
        {
            get => node.Bytes.Length;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            files.Step();
            if (buffer.Length > disk.Free)
            {
                throw new IOException("No space left on device");
            }

            disk.Free -= disk.Free == long.MaxValue ? 0 : buffer.Length;
            node.Bytes = [.. node.Bytes, .. buffer];
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            // Durable is what the files flush.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
