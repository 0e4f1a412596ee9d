using StreamReco.Models.Bots;
using StreamReco.Stages;
using StreamReco.Stages.Records;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// What must become of each record of a partition, from what its producer knows and the rules alone: nothing of the
/// pipeline is asked.
/// </summary>
internal sealed class ExpectedFates
{
    private readonly Dictionary<string, List<string>> _appliedOf = [];
    private readonly Dictionary<string, long> _erasedAt = [];
    private readonly HashSet<string> _condemned = [];
    private readonly List<MadeRecord> _erasures = [];
    private readonly List<(MadeRecord Record, Fate Fate)> _visits = [];
    private readonly HashSet<string> _linked = [];
    private long _latestMs = long.MinValue;

    public ExpectedFates(IEnumerable<MadeRecord> records, PipelineOptions options)
    {
        foreach (var record in records)
        {
            var fate = Judge(record, options);
            Offsets[(int)fate].Add(record.Offset);
            if (record.IsVisit)
            {
                _visits.Add((record, fate));
            }
        }
    }

    public IReadOnlyList<long> this[Fate fate] => Offsets[(int)fate];

    /// <summary>Records that are read: each has exactly one of the outcomes.</summary>
    public long Read => this[Fate.Applied].Count + this[Fate.Duplicate].Count + this[Fate.Rejected].Count + this[Fate.Quarantined].Count
        + this[Fate.PassedOver].Count;

    /// <summary>Applied events of each user.</summary>
    public IReadOnlyDictionary<string, int> AppliedOf => _appliedOf.ToDictionary(user => user.Key, user => user.Value.Count);

    /// <summary>Erasures of users that had a state.</summary>
    public IReadOnlyList<MadeRecord> ErasuresOfKnown => _erasures;

    /// <summary>Records of visitors, with what must become of them.</summary>
    public IReadOnlyList<(MadeRecord Record, Fate Fate)> Visits => _visits;

    /// <summary>Link records of a visitor.</summary>
    public int LinksOf(string anonymous) => CountTold(LogRecordKind.Link, anonymous);

    /// <summary>Merge records of a visitor.</summary>
    public int MergesOf(string anonymous) => CountTold(LogRecordKind.Merge, anonymous);

    private List<long>[] Offsets { get; } = [.. Enum.GetValues<Fate>().Select(_ => new List<long>())];

    private int CountTold(LogRecordKind kind, string anonymous) =>
        _visits.Count(visit => visit.Record.Told == kind && visit.Record.Anonymous == anonymous);

    private Fate Judge(MadeRecord record, PipelineOptions options)
    {
        if (record.IsErasure)
        {
            return Erase(record);
        }

        Decide(record);
        if (record.IsTick || !record.Good)
        {
            if (record.Told == LogRecordKind.Link)
            {
                _linked.Add(record.Anonymous!);
            }

            return record.IsTick ? Fate.Tick : Fate.Rejected;
        }

        if (record.IsPassedOver)
        {
            return Fate.PassedOver;
        }

        var lateMs = _latestMs == long.MinValue ? long.MinValue
            : _latestMs - options.Window.OutOfOrdernessMs - options.Window.AllowedLatenessMs;
        if (_erasedAt.TryGetValue(record.User, out var erasedMs) && record.EventMs <= erasedMs && erasedMs >= lateMs)
        {
            return Fate.OfErased;
        }

        if (record.IsVisit)
        {
            return JudgeVisit(record, lateMs);
        }

        var applied = _appliedOf.GetValueOrDefault(record.User, []);
        if (applied.TakeLast(options.UserState.DedupeEventsMax).Contains(record.EventId))
        {
            return Fate.Duplicate;
        }

        if (record.EventMs < lateMs)
        {
            return Fate.Rejected;
        }

        if (_condemned.Contains(record.User))
        {
            return Fate.Quarantined;
        }

        applied.Add(record.EventId);
        _appliedOf[record.User] = applied;
        _latestMs = Math.Max(_latestMs, record.EventMs);
        return Fate.Applied;
    }

    /// <summary>Visits have ids of their own and are never repeated; one that was carried here was in time where it came.</summary>
    private Fate JudgeVisit(MadeRecord record, long lateMs)
    {
        if (!record.IsForwarded && record.EventMs < lateMs)
        {
            return Fate.Rejected;
        }

        if (_linked.Contains(record.User))
        {
            return Fate.Forwarded;
        }

        _latestMs = Math.Max(_latestMs, record.EventMs);
        return Fate.Applied;
    }

    /// <summary>A user of whom nothing was applied is not known to the shard.</summary>
    private void Decide(MadeRecord record)
    {
        if (record.Decision == BotDecision.Condemned && _appliedOf.ContainsKey(record.User))
        {
            _condemned.Add(record.User);
        }
        else if (record.Decision == BotDecision.Released)
        {
            _condemned.Remove(record.User);
        }
    }

    private Fate Erase(MadeRecord record)
    {
        _condemned.Remove(record.User);
        if (_appliedOf.Remove(record.User))
        {
            _erasures.Add(record);
        }

        _erasedAt[record.User] = record.EventMs;
        return Fate.Erasure;
    }
}
