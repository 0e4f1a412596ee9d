using System.Text;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.History;

/// <summary>
/// Who was erased, by the erasures that stand in a span of the clicks and by those that the topic of erasures knows. As for the fold, what was
/// clicked before an erasure is gone: by its place in the partition, or by its time where a sender delivers it later.
/// </summary>
/// <param name="hashes">Makes the hashes by which the topic of erasures names users; null where there is no key.</param>
internal sealed class SpanErasures(Pseudonymizer? hashes)
{
    private readonly Dictionary<(int Partition, string User), (long Offset, long AtMs)> _byUser = [];
    private readonly Dictionary<(int Partition, string Hash), (long Offset, long AtMs)> _byHash = [];
    private readonly Dictionary<string, string> _hashOf = new(StringComparer.Ordinal);
    private readonly HashSet<(int Partition, long Offset)> _seen = [];

    /// <summary>Whether anybody was erased.</summary>
    public bool IsEmpty => _byUser.Count == 0 && _byHash.Count == 0;

    /// <summary>Takes an erasure in that stands in the span.</summary>
    public void See(int partition, in LogRecord record)
    {
        _seen.Add((partition, record.Offset));
        Note(_byUser, (partition, Encoding.UTF8.GetString(record.KeyBytes.Span)), record.Offset, record.TimestampMs);
    }

    /// <summary>Whether the erasure at an offset was taken in by <see cref="See"/>.</summary>
    public bool HasSeen(int partition, long offset) => _seen.Contains((partition, offset));

    /// <summary>Takes an erasure in that stands elsewhere.</summary>
    public void Add(int partition, in ErasureMark mark) => Note(_byHash, (partition, mark.Hash), mark.Offset, mark.AtMs);

    /// <summary>Whether a click was made before its user was erased.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="stateId">Its user, as the state knows them.</param>
    /// <param name="timeMs">Its event time, Unix milliseconds.</param>
    public bool Covers(int partition, long offset, string stateId, long timeMs)
    {
        return (_byUser.TryGetValue((partition, stateId), out var mark) && IsBefore(mark))
            || (_byHash.Count > 0 && _byHash.TryGetValue((partition, HashOf(stateId)), out mark) && IsBefore(mark));

        bool IsBefore((long Offset, long AtMs) erasure) => offset < erasure.Offset || timeMs <= erasure.AtMs;
    }

    private static void Note(
        Dictionary<(int, string), (long Offset, long AtMs)> marks, (int, string) key, long offset, long atMs)
    {
        var known = marks.GetValueOrDefault(key, (Offset: long.MinValue, AtMs: long.MinValue));
        marks[key] = (Math.Max(known.Offset, offset), Math.Max(known.AtMs, atMs));
    }

    private string HashOf(string stateId)
    {
        if (!_hashOf.TryGetValue(stateId, out var hash))
        {
            _hashOf[stateId] = hash = hashes!.Of(stateId);
        }

        return hash;
    }
}
