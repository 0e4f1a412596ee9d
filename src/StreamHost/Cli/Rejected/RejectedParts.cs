using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>
/// Joins the parts of split payloads. A record that was rejected by several groups, or twice by a node that delivers at
/// least once, stands in the topic several times: the last one counts.
/// </summary>
internal sealed class RejectedParts
{
    private readonly Dictionary<RecordOrigin, RejectedEntry?[]> _parts = [];

    /// <summary>Origins seen.</summary>
    public int Count => _parts.Count;

    public void Add(RejectedEntry entry)
    {
        if (entry.Part < 1 || entry.Part > entry.Parts)
        {
            return;
        }

        if (!_parts.TryGetValue(entry.Origin, out var parts) || parts.Length != entry.Parts)
        {
            _parts[entry.Origin] = parts = new RejectedEntry?[entry.Parts];
        }

        parts[entry.Part - 1] = entry;
    }

    /// <summary>The records whose parts are all there, by origin; how many are not.</summary>
    public IReadOnlyList<RejectedEntry> Join(out int incomplete)
    {
        var whole = _parts.Values.Where(parts => Array.TrueForAll(parts, part => part is not null)).ToArray();
        incomplete = _parts.Count - whole.Length;
        return
        [
            .. whole.Select(Join).OrderBy(entry => entry.Origin.Topic, StringComparer.Ordinal)
                .ThenBy(entry => entry.Origin.Partition).ThenBy(entry => entry.Origin.Offset),
        ];
    }

    private static RejectedEntry Join(RejectedEntry?[] parts) => parts[0]! with
    {
        Payload = parts.Length == 1 ? parts[0]!.Payload : [.. parts.SelectMany(part => part!.Payload)],
        Part = 1,
        Parts = 1,
    };
}
