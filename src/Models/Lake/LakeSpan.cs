using System.Globalization;

namespace StreamReco.Models.Lake;

/// <summary>
/// The next span of a partition in memory: offsets one after the other with what became of each, until it is committed. One
/// writer; not thread-safe.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="log">The partition's log, recovered.</param>
public sealed class LakeSpan(ClickLake lake, LakeLog log)
{
    private readonly EventRows _events = new();
    private readonly RejectedRows _rejected = new();
    private readonly AnswerRows _answers = new();
    private readonly SortedDictionary<string, long> _verdicts = new(StringComparer.Ordinal);
    private long _from = -1;
    private long _latestMs = long.MinValue;

    /// <summary>The next offset; null before the first of a new lake.</summary>
    public long? Next { get; private set; } = log.Newest()?.To + 1;

    /// <summary>Rows that wait.</summary>
    public int Rows => _events.Count + _rejected.Count + _answers.Count;

    /// <summary>Bytes that they take, about.</summary>
    public long Bytes => _events.Bytes + _rejected.Bytes + _answers.Bytes;

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty => _from < 0;

    public EventRows Events => _events;

    public RejectedRows Rejected => _rejected;

    public AnswerRows Answers => _answers;

    /// <summary>Versions of the policies of the log that hold after what waits.</summary>
    public LakePolicies Policies { get; } = new(log.Newest()?.Policies);

    /// <summary>Accounts for offsets; their rows, if any, are added besides.</summary>
    /// <param name="offset">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="verdict">What became of them.</param>
    /// <param name="receivedMs">Kafka's latest timestamp among them, Unix milliseconds; the least value where none stands.</param>
    /// <exception cref="LakeException">Offsets are missing, or come again.</exception>
    public void Account(long offset, long count, string verdict, long receivedMs = long.MinValue)
    {
        if (Next is { } next && offset != next)
        {
            throw new LakeException(string.Create(
                CultureInfo.InvariantCulture,
                $"Partition {log.Partition} of the lake goes on at offset {next}, but what came is of offset {offset}."));
        }

        _from = _from < 0 ? offset : _from;
        Next = offset + count;
        _latestMs = Math.Max(_latestMs, receivedMs);
        _verdicts[verdict] = _verdicts.GetValueOrDefault(verdict) + count;
    }

    /// <summary>Commits what waits.</summary>
    /// <param name="nextVerdict">Where reading of the verdicts goes on.</param>
    /// <param name="rules">The rules that decided last.</param>
    /// <param name="topics">Ids of the topics that it was read from; null where they are not known.</param>
    /// <returns>The entry; null if nothing waits.</returns>
    /// <exception cref="LakeConflictException">Another writer was first.</exception>
    /// <exception cref="IOException">The disk is full, or fails; nothing was committed.</exception>
    public LakeEntry? Commit(long nextVerdict, string rules, IReadOnlyDictionary<string, string>? topics = null)
    {
        if (IsEmpty)
        {
            return null;
        }

        var unit = log.Stage(LakeEntry.Append, _from, lake.Writer.Name);
        var to = Next!.Value - 1;
        var facts = new FileFacts(
            lake.TopicOf(log), log.Partition, _from, to, "", rules, lake.Writer.Version, log.Rewrites().Count);
        _events.WriteTo(unit, facts, lake.UserKey);
        _rejected.WriteTo(unit, facts, lake.UserKey);
        _answers.WriteTo(unit, facts, lake.UserKey);
        var entry = log.Commit(unit, new LakeEntry
        {
            From = _from,
            To = to,
            Verdicts = new SortedDictionary<string, long>(_verdicts, StringComparer.Ordinal),
            LatestMs = _latestMs,
            NextVerdict = nextVerdict,
            Rules = rules,
            Policies = Policies.Versions(),
            Topics = topics,
            Version = lake.Writer.Version,
            At = lake.Writer.Now(),
        });
        _events.Clear();
        _rejected.Clear();
        _answers.Clear();
        _verdicts.Clear();
        (_from, _latestMs) = (-1, long.MinValue);
        return entry;
    }

    /// <summary>Removes the rows of a user that wait.</summary>
    public int RemoveUser(string user) =>
        _events.RemoveUser(user).Count + _rejected.RemoveUser(user).Count + _answers.RemoveUser(user).Count;
}
