using StreamReco.Models.Lake;

namespace StreamReco.Models.Tests.Lake;

/// <summary>The machine stops.</summary>
internal sealed class CrashException() : Exception("The machine stops.");

/// <summary>
/// A folder in memory with the durability of a disk: what was not flushed may or may not be there after a crash. Steps are
/// counted; at a chosen one something happens.
/// </summary>
internal sealed class MemoryDisk(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Node> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _durable = new(StringComparer.Ordinal);

    public HashSet<string> Folders { get; } = new(StringComparer.Ordinal) { "" };

    public IReadOnlyDictionary<string, Node> Entries => _entries;

    /// <summary>Free space, bytes.</summary>
    public long Free { get; set; } = long.MaxValue;

    public void Put(string path, Node node) => _entries[path] = node;

    public void Remove(string path) => _entries.Remove(path);

    /// <summary>The entries of a folder are on the disk from here on.</summary>
    public void FlushFolder(string folder)
    {
        foreach (var path in _durable.Keys.Where(path => LakePaths.FolderOf(path) == folder).ToList())
        {
            _durable.Remove(path);
        }

        foreach (var (path, node) in _entries.Where(entry => LakePaths.FolderOf(entry.Key) == folder))
        {
            _durable[path] = node;
        }
    }

    /// <summary>
    /// Power fails: of changes that were not flushed, some are there and some are not. A rename is one change, as on any file
    /// system with a journal.
    /// </summary>
    public void LosePower()
    {
        var coins = new Dictionary<Node, bool>();
        foreach (var path in _entries.Keys.Union(_durable.Keys).Order(StringComparer.Ordinal).ToList())
        {
            var old = _durable.GetValueOrDefault(path);
            var now = _entries.GetValueOrDefault(path);
            if (old == now || !IsLost(coins, now ?? old!))
            {
                continue;
            }

            if (old is null)
            {
                _entries.Remove(path);
            }
            else
            {
                _entries[path] = old;
            }
        }

        foreach (var node in _entries.Values.Where(node => !node.IsFlushed))
        {
            node.Bytes = node.Bytes[.._random.Next(node.Bytes.Length + 1)];
        }
    }

    private bool IsLost(Dictionary<Node, bool> coins, Node node)
    {
        if (!coins.TryGetValue(node, out var isLost))
        {
            coins[node] = isLost = _random.Next(2) == 0;
        }

        return isLost;
    }

    /// <summary>A file: several names may lead to it.</summary>
    public sealed class Node
    {
        public byte[] Bytes { get; set; } = [];

        public bool IsFlushed { get; set; }
    }
}

/// <summary>A process's view of the disk.</summary>
/// <param name="disk">The disk, shared with others.</param>
internal sealed class CrashingLakeFiles(MemoryDisk disk) : ILakeFiles
{
    /// <summary>Steps that changed something.</summary>
    public int Steps { get; private set; }

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

    public Stream Open(string path) =>
        disk.Entries.TryGetValue(path, out var node) ? new MemoryStream(node.Bytes, writable: false) : throw new FileNotFoundException(path);

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

    private void Step() => OnStep?.Invoke(++Steps);

    private void NeedFolder(string path)
    {
        if (!disk.Folders.Contains(LakePaths.FolderOf(path)))
        {
            throw new FileNotFoundException($"There is no folder for {path}.");
        }
    }

    private sealed class NodeStream(CrashingLakeFiles files, MemoryDisk disk, MemoryDisk.Node node) : MemoryStream
    {
        public MemoryDisk.Node Node => node;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            files.Step();
            if (buffer.Length > disk.Free)
            {
                throw new IOException("No space left on device");
            }

            disk.Free -= disk.Free == long.MaxValue ? 0 : buffer.Length;
            base.Write(buffer);
            node.Bytes = ToArray();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
