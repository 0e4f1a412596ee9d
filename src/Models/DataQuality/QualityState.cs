using StreamReco.Models.Binary;
using StreamReco.Models.Events;

namespace StreamReco.Models.DataQuality;

/// <summary>
/// The rules in force in a partition, and what they saw: a fold of the partition's log. Windows tumble in event time and are
/// judged once the time of the judged records, less the tolerated disorder, has passed their end. Time here also follows
/// records that a rule rejects: else a fault that rejects everything would close no window. Not thread-safe.
/// </summary>
public sealed class QualityState
{
    private const byte Version = 1;

    private readonly SortedList<long, QualityWindow> _open = [];
    private readonly RuleStatus?[] _statuses;
    private QualitySources _sources = new();
    private long _latestMs;
    private long _closedMs;

    /// <param name="rules">The rules.</param>
    /// <param name="offset">Offset of the control record that brought them.</param>
    public QualityState(QualityRules rules, long offset)
    {
        (Rules, Offset) = (rules, offset);
        _statuses = new RuleStatus?[rules.Rules.Count * QualitySources.Max];
    }

    public QualityRules Rules { get; }

    /// <summary>Offset of the control record from which they are in force.</summary>
    public long Offset { get; }

    /// <summary>The number of a source.</summary>
    /// <param name="name">Its name, UTF-8.</param>
    public int SourceOf(ReadOnlySpan<byte> name) => _sources.Of(name);

    /// <summary>Takes in a record that cannot be read or is no valid event.</summary>
    public void TakeInvalid(int source) => TakeArrival(source, QualityCheck.Valid, isGood: false);

    /// <summary>Takes in an event that was seen before.</summary>
    public void TakeDuplicate(int source)
    {
        TakeArrival(source, QualityCheck.Valid, isGood: true);
        TakeArrival(source, QualityCheck.Unique, isGood: false);
    }

    /// <summary>Takes in a valid event that was not seen before.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="click">The event.</param>
    /// <param name="receivedMs">When it was received, Unix milliseconds.</param>
    /// <returns>What its rules make of it.</returns>
    public QualityOutcome Take(int source, ClickEvent click, long receivedMs)
    {
        _latestMs = Math.Max(_latestMs, click.EventTimeMs);
        var arrival = WindowOf(_latestMs);
        arrival.CountRecord(source);
        var own = IsClosed(click.EventTimeMs) ? null : WindowOf(click.EventTimeMs);
        var outcome = QualityOutcome.Good;
        for (var number = 0; number < Rules.Rules.Count; number++)
        {
            var rule = Rules.Rules[number];
            if (rule.Check is QualityCheck.Silent or QualityCheck.Consistent || !rule.Judges(click.Type))
            {
                continue;
            }

            var window = rule.IsOfArrival ? arrival : own;
            if (rule.IsOfSpread)
            {
                TakeSpread(rule, number, source, click, window);
            }
            else if (RuleJudge.Judge(rule, click, receivedMs, out var item) is { } isGood)
            {
                Count(rule, number, source, window, isGood);
                outcome = isGood || rule.Action <= outcome.Action ? outcome : new QualityOutcome(rule.Action, rule, item);
            }
        }

        return outcome;
    }

    /// <summary>Judges the windows that time has passed.</summary>
    /// <param name="disorderMs">How much later than its time a record may come.</param>
    /// <param name="changes">Takes the rules that stand otherwise than before.</param>
    public void Close(long disorderMs, List<QualityChange> changes)
    {
        _closedMs = Math.Max(_closedMs, _latestMs - disorderMs);
        while (_open.Count > 0 && _open.GetKeyAtIndex(0) + Rules.WindowMs <= _closedMs)
        {
            Judge(_open.GetKeyAtIndex(0), _open.GetValueAtIndex(0), changes);
            _open.RemoveAt(0);
        }
    }

    /// <summary>The alerts that are raised, as they are when other rules replace these.</summary>
    public IReadOnlyList<QualityChange> Raised() =>
    [
        .. from number in Enumerable.Range(0, Rules.Rules.Count)
           from source in Enumerable.Range(0, _sources.Count)
           let level = _statuses[PlaceOf(number, source)]?.Alert.Level ?? QualityLevel.Ok
           where level != QualityLevel.Ok
           select new QualityChange(Rules.Rules[number], _sources[source], QualityLevel.Ok, level, default, 0, 0, 0, 0),
    ];

    /// <summary>How the rules stand.</summary>
    /// <param name="catalog">What is counted beside the log.</param>
    public QualityReport Report(CatalogChecks catalog)
    {
        var rows = new List<QualityRow>();
        for (var number = 0; number < Rules.Rules.Count; number++)
        {
            for (var source = 0; source < _sources.Count; source++)
            {
                if ((_statuses[PlaceOf(number, source)] ?? catalog.Find(PlaceOf(number, source))) is { } status)
                {
                    rows.Add(RowOf(Rules.Rules[number], _sources[source], status));
                }
            }
        }

        return new QualityReport(Rules.Version, Offset, rows);
    }

    /// <summary>Writes the state, in a form that depends on it alone.</summary>
    public void Write(StateWriter writer)
    {
        writer.Byte(Version);
        writer.Unsigned((ulong)Rules.Bytes.Length);
        foreach (var one in Rules.Bytes.Span)
        {
            writer.Byte(one);
        }

        writer.Signed(Offset);
        writer.Signed(_latestMs);
        writer.Signed(_closedMs);
        _sources.Write(writer);
        for (var number = 0; number < Rules.Rules.Count; number++)
        {
            for (var source = 0; source < _sources.Count; source++)
            {
                var status = _statuses[PlaceOf(number, source)];
                writer.Byte(status is null ? (byte)0 : (byte)1);
                status?.Write(writer);
            }
        }

        writer.Unsigned((ulong)_open.Count);
        foreach (var (start, window) in _open)
        {
            writer.Signed(start);
            window.Write(Rules.Rules, _sources.Count, writer);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static QualityState Read(ref StateReader reader)
    {
        if (reader.Byte() is var version and not Version)
        {
            throw new InvalidDataException($"The state of quality rules has version {version}; this program reads version {Version}.");
        }

        var rules = RulesOf(reader.Bytes(reader.Count(QualityRules.BytesMax)).ToArray());
        var state = new QualityState(rules, reader.Signed()) { _latestMs = reader.Signed(), _closedMs = reader.Signed() };
        state._sources = QualitySources.Read(ref reader);
        for (var number = 0; number < rules.Rules.Count; number++)
        {
            for (var source = 0; source < state._sources.Count; source++)
            {
                state._statuses[state.PlaceOf(number, source)] = reader.Byte() == 0 ? null : RuleStatus.Read(rules.Rules[number], ref reader);
            }
        }

        for (var left = reader.Count(1 << 20); left > 0; left--)
        {
            var start = reader.Signed();
            state._open.Add(start, QualityWindow.Read(rules.Rules, state._sources.Count, ref reader));
        }

        return state;
    }

    private static QualityRules RulesOf(byte[] bytes)
    {
        try
        {
            return QualityRules.Read(bytes);
        }
        catch (QualityRulesException e)
        {
            throw new InvalidDataException($"The state holds quality rules that this program cannot read: {e.Message}", e);
        }
    }

    private static QualityRow RowOf(QualityRule rule, string source, RuleStatus status) => new(
        rule.Name, QualityNames.NameOf(rule.Check), QualityNames.NameOf(rule.Action), source, QualityNames.NameOf(status.Alert.Level),
        status.Judged, status.Failed, status.Late, status.LastToMs == 0 ? null : status.LastMicro / 1e6, status.LastToMs);

    private void TakeArrival(int source, QualityCheck check, bool isGood)
    {
        var window = _latestMs == 0 ? null : WindowOf(_latestMs);
        window?.CountRecord(source);
        for (var number = 0; number < Rules.Rules.Count; number++)
        {
            if (Rules.Rules[number].Check == check)
            {
                Count(Rules.Rules[number], number, source, window, isGood);
            }
        }
    }

    private void TakeSpread(QualityRule rule, int number, int source, ClickEvent click, QualityWindow? window)
    {
        var status = StatusOf(number, source);
        if (window is null)
        {
            status.Late++;
            return;
        }

        var sums = window.SumsOf(rule, number, source);
        var before = sums.Judged;
        RuleJudge.AddSpread(rule, click, sums);
        status.Judged += sums.Judged - before;
    }

    private void Count(QualityRule rule, int number, int source, QualityWindow? window, bool isGood)
    {
        var status = StatusOf(number, source);
        status.Judged++;
        status.Failed += isGood ? 0 : 1;
        status.Late += window is null ? 1 : 0;
        window?.SumsOf(rule, number, source).Count(isGood);
    }

    private void Judge(long start, QualityWindow window, List<QualityChange> changes)
    {
        for (var source = 0; source < _sources.Count; source++)
        {
            for (var number = 0; number < Rules.Rules.Count; number++)
            {
                Judge(number, source, start, window, changes);
            }

            if (window.RecordsOf(source) >= Rules.MinCount)
            {
                _sources.MarkRegular(source);
            }
        }
    }

    private void Judge(int number, int source, long start, QualityWindow window, List<QualityChange> changes)
    {
        var (rule, sums) = (Rules.Rules[number], window.Find(number, source));
        var verdict = rule.Check switch
        {
            QualityCheck.Silent => _sources.IsRegular(source) ? WindowVerdict.OfSilence(window.RecordsOf(source)) : WindowVerdict.Unknown,
            QualityCheck.Traffic => JudgeTraffic(rule, _statuses[PlaceOf(number, source)]?.Traffic, start, sums?.Judged ?? 0),
            _ => WindowVerdict.Of(rule, sums, Rules.MinCount),
        };
        if (verdict.Level == QualityLevel.Unknown)
        {
            return;
        }

        var status = StatusOf(number, source);
        var before = status.Alert.Level;
        (status.LastToMs, status.LastMicro) = (start + Rules.WindowMs, verdict.Micro);
        if (status.Alert.Take(verdict, Rules.RaiseAfter, Rules.ClearAfter))
        {
            changes.Add(new QualityChange(
                rule, _sources[source], status.Alert.Level, before, verdict, start, start + Rules.WindowMs, sums?.Judged ?? 0, sums?.Failed ?? 0));
        }
    }

    /// <summary>Nothing is usual of a source that never sent such an event. What is out of the ordinary is learned as well.</summary>
    private WindowVerdict JudgeTraffic(QualityRule rule, TrafficBaseline? baseline, long start, long events)
    {
        var verdict = WindowVerdict.OfTraffic(rule, events, baseline?.Usual(start), Rules.MinCount);
        baseline?.Add(start, events);
        return verdict;
    }

    private bool IsClosed(long timeMs) => StartOf(timeMs) + Rules.WindowMs <= _closedMs;

    private long StartOf(long timeMs) => timeMs - (timeMs % Rules.WindowMs);

    private QualityWindow WindowOf(long timeMs)
    {
        var start = StartOf(timeMs);
        if (!_open.TryGetValue(start, out var window))
        {
            _open.Add(start, window = new QualityWindow(Rules.Rules.Count));
        }

        return window;
    }

    private int PlaceOf(int number, int source) => (number * QualitySources.Max) + source;

    private RuleStatus StatusOf(int number, int source) => _statuses[PlaceOf(number, source)] ??= RuleStatus.Of(Rules.Rules[number]);
}

/// <summary>What the rules make of an event.</summary>
/// <param name="Action">The strongest action of a rule that it breaks; <see cref="QualityAction.Count"/> for none.</param>
/// <param name="Rule">That rule, the first of them; null for none.</param>
/// <param name="Item">The item that breaks it.</param>
public readonly record struct QualityOutcome(QualityAction Action, QualityRule? Rule, int Item)
{
    public static QualityOutcome Good { get; } = new(QualityAction.Count, null, 0);

    /// <summary>Why the event is rejected.</summary>
    public string Reason(ClickEvent click) => RuleJudge.Reason(Rule!, click, Item);
}
