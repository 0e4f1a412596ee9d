namespace StreamReco.Models.Lake.Outcomes;

/// <summary>Finds the labels that one step writes. Reads the lake as it is committed, and changes nothing.</summary>
internal sealed class OutcomeLabelling
{
    private readonly OutcomeSettings _settings;
    private readonly OutcomeWindow _window;
    private readonly OutcomeJoin _join;
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, long> _before;
    private readonly long _seenMs;

    /// <param name="lake">The lake.</param>
    /// <param name="settings">What counts.</param>
    /// <param name="seenMs">Greatest event time before the step, Unix milliseconds; the least value for none.</param>
    /// <param name="before">The next offset of each partition before the step.</param>
    /// <param name="after">The same after it.</param>
    public OutcomeLabelling(
        ClickLake lake, OutcomeSettings settings, long seenMs, IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> after)
    {
        (_settings, _seenMs, _before) = (settings, seenMs, before);
        _window = new OutcomeWindow(lake, after);
        _join = new OutcomeJoin(settings.HorizonMs);
        NewestMs = seenMs;
    }

    /// <summary>The labels.</summary>
    public OutcomeRows Rows { get; } = new();

    /// <summary>Greatest event time that was looked at, Unix milliseconds; the least value for none.</summary>
    public long NewestMs { get; private set; }

    /// <param name="closes">Whether answers are labelled, too, whose horizon is not over.</param>
    /// <param name="cancel">Ends it between files.</param>
    /// <exception cref="LakeException">A file is damaged or missing.</exception>
    public OutcomeStep Run(bool closes, CancellationToken cancel)
    {
        var sinceMs = LookAtNews(cancel);
        foreach (var (partition, events, row) in _window.Events(sinceMs, cancel))
        {
            AddEvent(partition, events, row);
        }

        var answers = _window.Answers(sinceMs, cancel);
        foreach (var (partition, all, row) in answers)
        {
            _join.AddAnswer(UserOf(all, row), PlaceOf(all, row, partition));
        }

        _join.Complete();
        var known = _window.Newest(sinceMs, cancel);
        var (labelled, amended) = (0L, 0L);
        foreach (var (partition, all, row) in answers)
        {
            var place = PlaceOf(all, row, partition);
            if (known.TryGetValue((place.Partition, place.Offset), out var old))
            {
                amended += _touched.Contains(UserOf(all, row)) && Amend(all, row, place, old) ? 1 : 0;
            }
            else if (closes || place.AsOfMs + _settings.HorizonMs <= NewestMs)
            {
                Add(all, row, place, 1, OutcomesOf(all, row, place));
                labelled++;
            }
        }

        return new OutcomeStep(labelled, amended);
    }

    /// <summary>What came since the step before: whose labels may change by it, and from when on answers are concerned.</summary>
    /// <returns>The event time from which on clicks and answers are needed.</returns>
    private long LookAtNews(CancellationToken cancel)
    {
        var events = _window.NewEvents(_before, cancel);
        NewestMs = events.Select(one => one.Rows.Rows[one.Row].EventMs).Append(_seenMs).Max();
        var lateMs = Back(NewestMs, _settings.LateMs);
        var oldestMs = Math.Min(_seenMs, NewestMs);
        foreach (var (_, rows, row) in events)
        {
            var click = rows.Rows[row];
            if (click.EventMs >= lateMs)
            {
                _touched.Add(ByteArena.TextOf(rows.Users[click.User]));
                oldestMs = Math.Min(oldestMs, click.EventMs);
            }
        }

        foreach (var (_, rows, row) in _window.NewAnswers(_before, cancel))
        {
            _touched.Add(UserOf(rows, row)); // What was the newest answer may not be it any more.
            oldestMs = Math.Min(oldestMs, rows.Rows[row].AsOfMs);
        }

        return Back(oldestMs, _settings.HorizonMs);
    }

    private bool Amend(AnswerRows all, int row, in LabelAnswer place, (OutcomeRows Rows, int Row) old)
    {
        var outcomes = OutcomesOf(all, row, place);
        var was = old.Rows.Rows[old.Row];
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (old.Rows.Items[was.FirstItem + i].Outcome != outcomes[i])
            {
                Add(all, row, place, was.Version + 1, outcomes);
                return true;
            }
        }

        return false;
    }

    private void Add(AnswerRows all, int row, in LabelAnswer place, int version, ItemOutcome[] outcomes) => Rows.Add(
        all, all.Rows[row], place.Partition, version, NewestMs == long.MinValue ? place.AsOfMs : NewestMs, _settings.HorizonMs, outcomes);

    private ItemOutcome[] OutcomesOf(AnswerRows all, int row, in LabelAnswer place)
    {
        var (answer, user) = (all.Rows[row], UserOf(all, row));
        var outcomes = new ItemOutcome[answer.ItemCount];
        Array.Fill(outcomes, ItemOutcome.Nothing);
        for (var i = 0; i < outcomes.Length && _join.HasEvents(user); i++)
        {
            outcomes[i] = _join.Of(user, ByteArena.TextOf(all.Items[answer.FirstItem + i].Id), place);
        }

        return outcomes;
    }

    private void AddEvent(int partition, EventRows events, int row)
    {
        var click = events.Rows[row];
        var label = OutcomeJoin.LabelOf(click.Type);
        if (label == OutcomeLabel.None)
        {
            return;
        }

        var user = ByteArena.TextOf(events.Users[click.User]);
        for (var i = click.FirstItem; i < click.FirstItem + click.ItemCount; i++)
        {
            _join.AddEvent(user, ByteArena.TextOf(events.Items[i].Id), new LabelEvent(click.EventMs, partition, click.Offset, label));
        }
    }

    private static string UserOf(AnswerRows rows, int row) => ByteArena.TextOf(rows.Users[rows.Rows[row].User]);

    private static LabelAnswer PlaceOf(AnswerRows rows, int row, int partition)
    {
        var answer = rows.Rows[row];
        return new LabelAnswer(partition, answer.Offset, answer.AsOfMs, answer.OriginPartition, answer.OriginOffset);
    }

    /// <summary>A moment earlier, without running over at the edge.</summary>
    private static long Back(long timeMs, long by) => timeMs < long.MinValue + by ? long.MinValue : timeMs - by;
}
