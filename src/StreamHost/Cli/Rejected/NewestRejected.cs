using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>Keeps the newest rejected records of a topic of any size, with all their parts.</summary>
/// <param name="limit">How many.</param>
internal sealed class NewestRejected(int limit)
{
    private readonly LinkedList<RecordOrigin> _order = [];
    private readonly Dictionary<RecordOrigin, List<RejectedEntry>> _entries = [];

    public void Add(RejectedEntry entry)
    {
        if (!_entries.TryGetValue(entry.Origin, out var parts))
        {
            _entries[entry.Origin] = parts = [];
            _order.AddLast(entry.Origin);
        }

        parts.Add(entry);
        if (_entries.Count > limit)
        {
            _entries.Remove(Oldest());
        }
    }

    /// <summary>The records whose parts are all there.</summary>
    public IReadOnlyList<RejectedEntry> Join()
    {
        var joined = new RejectedParts();
        foreach (var entry in _entries.Values.SelectMany(parts => parts))
        {
            joined.Add(entry);
        }

        return [.. joined.Join(out _).OrderByDescending(entry => entry.RejectedAt)];
    }

    /// <summary>Partitions come in turns, so the order of reading is not the order of time.</summary>
    private RecordOrigin Oldest()
    {
        var oldest = _order.MinBy(origin => _entries[origin][0].RejectedAt);
        _order.Remove(oldest);
        return oldest;
    }
}
