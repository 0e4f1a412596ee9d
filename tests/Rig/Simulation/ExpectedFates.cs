using StreamReco.Models.Bots;
using StreamReco.Stages;

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
    private long _latestMs = long.MinValue;

    public ExpectedFates(IEnumerable<MadeRecord> records, PipelineOptions options)
    {
        foreach (var record in records)
        {
            var fate = Judge(record, options);
            Offsets[(int)fate].Add(record.Offset);
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

    private List<long>[] Offsets { get; } = [[], [], [], [], [], [], [], []];

    private Fate Judge(MadeRecord record, PipelineOptions options)
    {
        if (record.IsErasure)
        {
            return Erase(record);
        }

        Decide(record);
        if (record.IsTick || !record.Good)
        {
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
