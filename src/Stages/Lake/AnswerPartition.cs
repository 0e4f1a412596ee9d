using System.Text;
using StreamReco.Models.Lake;

namespace StreamReco.Stages.Lake;

/// <summary>
/// Brings one partition of the answers into the lake. A record without a value declares a user's answers void: they go from the
/// files before the span that holds it is committed.
/// </summary>
public sealed class AnswerPartition : ILakeWork
{
    private readonly LakeLog _log;
    private readonly LakeSpan _span;
    private readonly LakeRewriting _rewriting;
    private readonly OutcomeFence _outcomes;
    private readonly LakeOptions _limits;
    private readonly TimeProvider _time;
    private readonly LogCursor _answers;
    private readonly LakeSource _source;
    private readonly LakeReadOrigin _origin;
    private long _waitsSince;

    /// <param name="lake">The lake.</param>
    /// <param name="partition">The partition of the answers.</param>
    /// <param name="source">Where the answers come from.</param>
    /// <param name="limits">When a commit is due.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LakeException">The lake cannot be read, or the topic is not the one that it was read from.</exception>
    public AnswerPartition(ClickLake lake, int partition, LakeSource source, LakeOptions limits, TimeProvider time)
    {
        (_source, _limits, _time) = (source, limits, time);
        _log = new LakeLog(lake.Files, LakeStream.Answers, partition);
        _log.Recover();
        _span = new LakeSpan(lake, _log);
        _rewriting = new LakeRewriting(lake, _log);
        _outcomes = new OutcomeFence(lake);
        Newest = _log.Newest();
        _origin = new LakeReadOrigin(partition, Newest);
        var oldest = _origin.Look(source, _span.Next).Start;
        _answers = new LogCursor(source.Open(_span.Next ?? oldest), $"the answers of partition {partition}", TimeSpan.Zero, time);
    }

    public LakeEntry? Newest { get; private set; }

    public long Rows { get; private set; }

    public bool IsAtEnd => _answers.IsAtEnd;

    /// <inheritdoc/>
    public bool Step(TimeSpan wait, CancellationToken cancel)
    {
        const int recordsPerStep = 500;
        var came = 0;
        while (came < recordsPerStep && _answers.TryNext(came == 0 ? wait : TimeSpan.Zero, out var record))
        {
            _waitsSince = _span.IsEmpty ? _time.GetTimestamp() : _waitsSince;
            Add(record, cancel);
            came++;
        }

        if (_limits.IsDue(_span, _time.GetElapsedTime(_waitsSince)))
        {
            Commit();
        }

        return came > 0;
    }

    /// <inheritdoc/>
    public void Commit()
    {
        if (_span.IsEmpty)
        {
            return;
        }

        _origin.Look(_source, _span.Next); // What waits is of the topic before unless it was made again meanwhile.
        var rows = _span.Rows;
        if (_span.Commit(nextVerdict: 0, rules: "", _origin.Ids) is { } entry)
        {
            Newest = entry;
            Rows += rows;
            _log.Recover();
        }
    }

    public void Dispose() => _answers.Dispose();

    private void Add(in Records.LogRecord record, CancellationToken cancel)
    {
        if (_span.Next is { } next && record.Offset > next)
        {
            _span.Account(next, record.Offset - next, "gap");
        }

        var what = "answer";
        if (record.Value is null)
        {
            what = "void";
            Erase(Encoding.UTF8.GetString(record.Key ?? []), cancel);
        }
        else if (!_span.Answers.Add(record.Value, record.Offset))
        {
            what = "foreign";
        }

        _span.Account(record.Offset, 1, what, record.TimestampMs);
    }

    private void Erase(string user, CancellationToken cancel)
    {
        if (user.Length > 0)
        {
            _span.RemoveUser(user);
            _rewriting.Erase(user, cancel);
            _outcomes.Erase(user, cancel);
        }
    }
}
