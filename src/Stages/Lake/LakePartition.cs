using StreamReco.Models.Lake;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Stages.Lake;

/// <summary>Brings one partition of a stream into the lake, step by step. One thread at a time.</summary>
public interface ILakeWork : IDisposable
{
    /// <summary>The newest commit; null before the first.</summary>
    LakeEntry? Newest { get; }

    /// <summary>Rows that this owner committed.</summary>
    long Rows { get; }

    /// <summary>Everything that was to be read is read; what waits is to be committed.</summary>
    bool IsAtEnd { get; }

    /// <summary>Takes what came next, and commits if a commit is due.</summary>
    /// <param name="wait">How long to wait for it.</param>
    /// <param name="cancel">Ends the work; nothing that waits is committed.</param>
    /// <returns>Whether anything came.</returns>
    /// <exception cref="LakeException">What comes cannot be written, or another writer was first.</exception>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    bool Step(TimeSpan wait, CancellationToken cancel);

    /// <summary>Commits what waits.</summary>
    /// <exception cref="LakeConflictException">Another writer was first.</exception>
    /// <exception cref="LakeException">What waits is of a topic that was made again; nothing was committed.</exception>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    void Commit();
}

/// <summary>
/// Brings one partition of the clicks into the lake: goes on where the lake's log ends, and commits when enough waits or has waited long
/// enough. After any failure it is thrown away and opened anew. One thread at a time.
/// </summary>
public sealed class LakePartition : ILakeWork
{
    private readonly LakeLog _log;
    private readonly LakeSpan _span;
    private readonly LakeJoin _join;
    private readonly LakeSources _sources;
    private readonly LakeReadOrigin _origin;
    private readonly long _oldestClick;
    private readonly LakeOptions _limits;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly LogCursor _verdicts;
    private LogCursor? _clicks;
    private long _nextVerdict;

    /// <summary>The verdicts that come are on offsets that the lake has, and it was looked why.</summary>
    private bool _isBehind;
    private long _waitsSince;

    /// <param name="lake">The lake.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="sources">Where clicks and verdicts come from.</param>
    /// <param name="options">How events are read.</param>
    /// <param name="limits">When a commit is due.</param>
    /// <param name="acceptsGaps">Whether offsets without a verdict are passed.</param>
    /// <param name="patience">How long a click is waited for whose verdict is there.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LakeException">The lake cannot be read, or a topic is not the one that it was read from.</exception>
    public LakePartition(
        ClickLake lake, int partition, LakeSources sources, PipelineOptions options, LakeOptions limits, bool acceptsGaps,
        TimeSpan patience, TimeProvider time)
    {
        (_sources, _limits, _patience, _time) = (sources, limits, patience, time);
        _log = lake.LogOf(partition);
        _log.Recover();
        _span = new LakeSpan(lake, _log);
        _join = new LakeJoin(_span, new LakeRewriting(lake, _log), new OutcomeFence(lake), options) { AcceptsGaps = acceptsGaps };
        Newest = _log.Newest();
        _origin = new LakeReadOrigin(partition, Newest);
        _oldestClick = _origin.Look(sources.Clicks, _span.Next).Start;
        var oldestVerdict = _origin.Look(sources.Verdicts, Newest?.NextVerdict).Start;
        _nextVerdict = Newest?.NextVerdict ?? oldestVerdict;
        _verdicts = new LogCursor(sources.Verdicts.Open(_nextVerdict), $"the verdicts of partition {partition}", patience, time);
    }

    public LakeEntry? Newest { get; private set; }

    public long Rows { get; private set; }

    /// <summary>Rows of erased users that this owner removed from files.</summary>
    public long Erased => _join.Erased;

    public bool IsAtEnd => _verdicts.IsAtEnd;

    /// <inheritdoc/>
    public bool Step(TimeSpan wait, CancellationToken cancel)
    {
        var came = _verdicts.TryNext(wait, out var record);
        if (came)
        {
            _waitsSince = _span.IsEmpty ? _time.GetTimestamp() : _waitsSince;
            var verdicts = Parse(record);
            if (IsWanted(verdicts.Verdicts))
            {
                _isBehind = false;
                _join.Add(verdicts, offset => ClicksFrom(offset).Take(offset, cancel), cancel);
            }
            else if (_span.Next is { } next && !_isBehind)
            {
                _origin.Look(_sources.Clicks, next); // The lake has these offsets already: of these clicks, or of those before?
                _isBehind = true;
            }

            _nextVerdict = record.Offset + 1;
        }

        if (IsDue)
        {
            Commit();
        }

        return came;
    }

    /// <inheritdoc/>
    public void Commit()
    {
        if (_span.IsEmpty)
        {
            return;
        }

        _origin.Look(_sources.Clicks, _span.Next); // What waits is of the topics before unless one was made again meanwhile.
        _origin.Look(_sources.Verdicts, _nextVerdict);
        var rows = _span.Rows;
        if (_span.Commit(_nextVerdict, _join.Rules, _origin.Ids) is { } entry)
        {
            Newest = entry;
            Rows += rows;
            _log.Recover(); // What a killed writer of the same span left can go now.
        }
    }

    public void Dispose()
    {
        _verdicts.Dispose();
        _clicks?.Dispose();
    }

    private bool IsDue => _limits.IsDue(_span, _time.GetElapsedTime(_waitsSince));

    /// <summary>A new lake begins where both topics hold something: verdicts on clicks that are gone are passed.</summary>
    private bool IsWanted(BatchVerdicts verdicts) =>
        _span.Next is null ? verdicts.From >= _oldestClick : verdicts.To >= _span.Next;

    private LogCursor ClicksFrom(long offset) => _clicks ??= new LogCursor(
        _sources.Clicks.Open(offset), $"the clicks of partition {_log.Partition}", _patience, _time);

    private static VerdictRecord Parse(in Records.LogRecord record)
    {
        try
        {
            return VerdictRecord.Parse(record.Value);
        }
        catch (InvalidDataException e)
        {
            throw new LakeException($"{e.Message} It is at offset {record.Offset} of the verdicts (Kafka:Verdicts).", e);
        }
    }
}
