using StreamReco.Models.Lake;

namespace StreamReco.TestKit.Lake;

/// <summary>
/// A folder in memory with the durability of a disk: what was not flushed may or may not be there after a crash. Steps are
/// counted; at a chosen one something happens.
/// </summary>
public sealed class MemoryDisk(int seed)
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
