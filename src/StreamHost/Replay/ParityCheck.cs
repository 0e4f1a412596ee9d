using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.StreamHost.Kafka.Spans;

namespace StreamReco.StreamHost.Replay;

/// <summary>
/// Compares two topics of answers by <c>recommendation_id</c>: first all live ones, then all replayed ones. Holds about
/// 90 bytes an answer, and whole records only of the first differences.
/// </summary>
/// <param name="scope">Which live answers count.</param>
/// <param name="examplesMax">Differences of each sort that are explained.</param>
internal sealed class ParityCheck(ParityScope scope, int examplesMax)
{
    private readonly Dictionary<UInt128, LiveAnswer> _live = [];
    private readonly HashSet<UInt128> _extra = [];

    /// <summary>Where the tombstone of a key stands, by the key's hash.</summary>
    private readonly Dictionary<ulong, (int Partition, long Offset)> _tombstones = [];
    private readonly long[] _differentBy = new long[Enum.GetValues<DifferenceKind>().Length];
    private readonly List<FoundDifference> _differences = [];
    private readonly List<string> _extraIds = [];
    private long _equal;
    private long _outside;
    private long _void;
    private long _repeatedLive;
    private long _repeatedReplayed;
    private long _unreadable;

    public void AddLive(in TopicRecord record)
    {
        if (record is { Key: { } key, Value: null })
        {
            _tombstones[XxHash3.HashToUInt64(key)] = (record.Partition, record.Offset);
            return;
        }

        using var answer = Parse(record);
        if (answer is null)
        {
            return;
        }

        if (!scope.Includes(answer.RootElement))
        {
            _outside++;
        }
        else if (!_live.TryAdd(KeyOf(IdOf(answer)), new LiveAnswer
        {
            Digest = RecommendationDigest.Of(record.Key, answer.RootElement),
            Key = XxHash3.HashToUInt64(record.Key),
            Partition = record.Partition,
            Offset = record.Offset,
        }))
        {
            _repeatedLive++;
        }
    }

    /// <summary>
    /// All live answers are there: those that a tombstone made void are not compared. A replay knows of an erasure before it
    /// begins and does not answer again; of a consent that was taken back later it learns on the way, and does.
    /// </summary>
    public void EndLive()
    {
        foreach (var id in _live.Where(live => IsVoid(live.Value)).Select(live => live.Key).ToArray())
        {
            CollectionsMarshal.GetValueRefOrNullRef(_live, id).IsVoid = true;
            _void++;
        }
    }

    public void AddReplayed(in TopicRecord record)
    {
        if (record is { Key: not null, Value: null })
        {
            return;
        }

        using var answer = Parse(record);
        if (answer is null)
        {
            return;
        }

        ref var live = ref CollectionsMarshal.GetValueRefOrNullRef(_live, KeyOf(IdOf(answer)));
        if (Unsafe.IsNullRef(ref live))
        {
            AddExtra(IdOf(answer));
        }
        else if (live.IsVoid)
        {
            return;
        }
        else if (live.IsSeen)
        {
            _repeatedReplayed++;
        }
        else
        {
            live.IsSeen = true;
            Compare(live, RecommendationDigest.Of(record.Key, answer.RootElement), record);
        }
    }

    /// <summary>What was found.</summary>
    /// <param name="live">Name of the live topic.</param>
    /// <param name="replayed">Name of the replayed topic.</param>
    /// <param name="replay">The replay whose span is the scope, or null.</param>
    /// <param name="readLive">Reads a live record again.</param>
    public ParityReport Finish(string live, string replayed, string? replay, Func<int, long, TopicRecord> readLive)
    {
        LiveAnswer[] missing = [.. _live.Values.Where(answer => answer is { IsSeen: false, IsVoid: false })];
        var examples = _differences.Select(found => Explain(found, readLive(found.Partition, found.Offset)))
            .Concat(missing.OrderBy(m => m.Partition).ThenBy(m => m.Offset).Take(examplesMax)
                .Select(m => $"missing {IdOf(readLive(m.Partition, m.Offset))}"))
            .Concat(_extraIds.Select(id => $"extra {id}"));
        return new ParityReport
        {
            Live = live,
            Replayed = replayed,
            Replay = replay,
            Equal = _equal,
            DifferentBy = Enum.GetValues<DifferenceKind>()
                .ToDictionary(kind => kind.ToString().ToLowerInvariant(), kind => _differentBy[(int)kind]),
            Missing = missing.Length,
            Extra = _extra.Count,
            Outside = _outside,
            Void = _void,
            RepeatedLive = _repeatedLive,
            RepeatedReplayed = _repeatedReplayed,
            Unreadable = _unreadable,
            Examples = [.. examples],
        };
    }

    private bool IsVoid(in LiveAnswer answer) => _tombstones.TryGetValue(answer.Key, out var tombstone)
        && tombstone.Partition == answer.Partition && answer.Offset < tombstone.Offset;

    private void Compare(in LiveAnswer live, in RecommendationDigest replayed, in TopicRecord record)
    {
        if (live.Digest.Whole == replayed.Whole)
        {
            _equal++;
            return;
        }

        var kind = live.Digest.DifferenceFrom(replayed);
        _differentBy[(int)kind]++;
        if (_differences.Count < examplesMax)
        {
            _differences.Add(new FoundDifference(kind, live.Partition, live.Offset, record.Value!));
        }
    }

    private void AddExtra(string id)
    {
        if (!_extra.Add(KeyOf(id)))
        {
            _repeatedReplayed++;
        }
        else if (_extraIds.Count < examplesMax)
        {
            _extraIds.Add(id);
        }
    }

    private static string Explain(in FoundDifference found, in TopicRecord live)
    {
        using var ours = JsonDocument.Parse(live.Value);
        using var theirs = JsonDocument.Parse(found.Replayed);
        return $"different {IdOf(ours)}: {RecommendationDifference.Explain(found.Kind, ours.RootElement, theirs.RootElement)}";
    }

    /// <returns>The answer, or null, counted, when the record is none.</returns>
    private JsonDocument? Parse(in TopicRecord record)
    {
        try
        {
            var answer = JsonDocument.Parse(record.Value ?? []);
            if (answer.RootElement.ValueKind == JsonValueKind.Object
                && answer.RootElement.TryGetProperty("recommendation_id"u8, out var id)
                && id.ValueKind == JsonValueKind.String)
            {
                return answer;
            }

            answer.Dispose();
        }
        catch (JsonException)
        {
            // Counted as what it is: no answer.
        }

        _unreadable++;
        return null;
    }

    private static string IdOf(in TopicRecord record)
    {
        using var answer = JsonDocument.Parse(record.Value);
        return IdOf(answer);
    }

    private static string IdOf(JsonDocument answer) =>
        answer.RootElement.GetProperty("recommendation_id"u8).GetString()!;

    /// <summary>By the place of the click: what an answer knows of other arms is compared with the rest of it.</summary>
    private static UInt128 KeyOf(string id) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(AnswerCode.IdOf(id)));

    private struct LiveAnswer
    {
        public RecommendationDigest Digest;
        public ulong Key;
        public int Partition;
        public long Offset;
        public bool IsSeen;
        public bool IsVoid;
    }

    private readonly record struct FoundDifference(DifferenceKind Kind, int Partition, long Offset, byte[] Replayed);
}
