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

    /// <summary>Applied events of each user.</summary>
    public IReadOnlyDictionary<string, int> AppliedOf => _appliedOf.ToDictionary(user => user.Key, user => user.Value.Count);

    /// <summary>Erasures of users that had a state.</summary>
    public IReadOnlyList<MadeRecord> ErasuresOfKnown => _erasures;

    private List<long>[] Offsets { get; } = [[], [], [], [], [], [], []];

    private Fate Judge(MadeRecord record, PipelineOptions options)
    {
        if (record.IsErasure)
        {
            return Erase(record);
        }

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

        applied.Add(record.EventId);
        _appliedOf[record.User] = applied;
        _latestMs = Math.Max(_latestMs, record.EventMs);
        return Fate.Applied;
    }
    private Fate Erase(MadeRecord record)
    {
        if (_appliedOf.Remove(record.User))
        {
            _erasures.Add(record);
        }

        _erasedAt[record.User] = record.EventMs;
        return Fate.Erasure;
    }
}
