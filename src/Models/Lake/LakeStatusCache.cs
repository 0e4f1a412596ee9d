namespace StreamReco.Models.Lake;

/// <summary>
/// The status of a lake that is asked for again and again. An answer is kept for <see cref="KeptFor"/>; after it, only the logs
/// that have a new entry are read again, because the entries themselves never change. Thread-safe; one caller reads at a time.
/// </summary>
/// <param name="open">Opens the lake; returns null if there is none.</param>
/// <param name="time">The clock.</param>
public sealed class LakeStatusCache(Func<ClickLake?> open, TimeProvider time)
{
    /// <summary>How long an answer is given again without a look at the lake: two looks of a dashboard.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<(LakeStream Stream, int Partition), (LakeLogVersion Version, LakeStatus? Status)> _logs = [];
    private LakeHead? _head;
    private LakeStatuses? _newest;
    private long _readAt;

    /// <summary>The status, at most <see cref="KeptFor"/> old; null if there is no lake.</summary>
    /// <exception cref="LakeException">The lake is damaged.</exception>
    public LakeStatuses? Read()
    {
        lock (_lock)
        {
            if (_newest is null || time.GetElapsedTime(_readAt) >= KeptFor)
            {
                _newest = ReadNow();
                _readAt = time.GetTimestamp();
            }

            return _newest;
        }
    }

    private LakeStatuses? ReadNow()
    {
        var lake = open();
        if (lake?.Head != _head)
        {
            _logs.Clear();
            _head = lake?.Head;
        }

        return lake is null ? null : new LakeStatuses(lake.Head.Topic, [.. lake.Logs().Select(StatusOf).OfType<LakeStatus>()]);
    }

    private LakeStatus? StatusOf(LakeLog log)
    {
        var (key, version) = ((log.Stream, log.Partition), log.Version());
        if (!_logs.TryGetValue(key, out var known) || known.Version != version)
        {
            _logs[key] = known = (version, LakeStatus.Of(log));
        }

        return known.Status;
    }
}

/// <summary>How far a lake is.</summary>
/// <param name="Topic">The topic whose clicks it holds.</param>
/// <param name="Partitions">Every partition that has a commit.</param>
public sealed record LakeStatuses(string Topic, IReadOnlyList<LakeStatus> Partitions);

/// <summary>Tells two moments of a log apart: entries are added, and none is changed.</summary>
/// <param name="Entries">Their number.</param>
/// <param name="NewestSpan">Name of the newest span; null if there is none.</param>
/// <param name="NewestRewrite">Name of the newest replacement of files; null if there is none.</param>
internal readonly record struct LakeLogVersion(int Entries, string? NewestSpan, string? NewestRewrite);
