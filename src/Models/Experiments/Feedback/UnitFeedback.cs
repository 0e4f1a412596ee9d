using StreamReco.Models.Binary;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>What is kept of a unit that takes part in experiments: its arms, and the lists that may still be credited.</summary>
public sealed class UnitFeedback
{
    /// <summary>Experiments of a unit at the same time: a list names those it was made under in one byte.</summary>
    public const int EnrolmentsMax = 8;

    private const int FirstLists = 4;

    private readonly List<Enrolment> _enrolments = new(2);

    /// <summary>The newest lists, the oldest first: all that is known of those that nobody saw.</summary>
    private BareList[] _lists = [];

    /// <summary>By the same places: the lists of which an event said something; null before the first.</summary>
    private ShownList?[]? _known;

    /// <summary>A list that went, to be another one.</summary>
    private ShownList? _spare;

    /// <summary>Its experiments, in the order in which it came into them.</summary>
    public IReadOnlyList<Enrolment> Enrolments => _enrolments;

    /// <summary>Its newest lists, the oldest first. Those that nobody saw are made for the caller.</summary>
    public IReadOnlyList<ShownList> Lists =>
        [.. Enumerable.Range(0, ListCount).Select(place => KnownAt(place) ?? NewOf(_lists[place]))];

    /// <summary>Lists that are kept.</summary>
    public int ListCount { get; private set; }

    /// <summary>Actions that named a list that is not kept any more, or was never made here.</summary>
    public long Unmatched { get; internal set; }

    /// <summary>The place of an experiment among <see cref="Enrolments"/>; -1 if the unit has not come into it.</summary>
    public int PlaceOf(string experiment)
    {
        for (var i = 0; i < _enrolments.Count; i++)
        {
            if (_enrolments[i].Experiment == experiment)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether a list is kept, by the hash of its id.</summary>
    public bool Has(ulong list) => PlaceOf(list) >= 0;

    /// <summary>Takes part from here on.</summary>
    /// <returns>The place of the enrolment; -1 if the unit is in as many as can be.</returns>
    internal int Enrol(string experiment, int arm, int version, long offset, int? segment)
    {
        if (_enrolments.Count == EnrolmentsMax)
        {
            return -1;
        }

        _enrolments.Add(new Enrolment(experiment, arm, version, offset, segment));
        return _enrolments.Count - 1;
    }

    /// <summary>A list of which an event said something; null for one that nobody saw.</summary>
    /// <param name="place">Its place, 0 for the oldest.</param>
    internal ShownList? KnownAt(int place) => _known?[place];

    /// <summary>Notes a list; the oldest one goes where there are as many as may be.</summary>
    internal void Add(ulong id, Surface surface, long servedMs, byte enrolments, int listsMax)
    {
        if (ListCount >= listsMax)
        {
            Remove(ListCount - listsMax + 1);
        }

        Append(BareList.Of(id, surface, servedMs, enrolments), listsMax);
        if (!BareList.Holds(servedMs))
        {
            Know(ListCount - 1, new ShownList(id, surface, servedMs, enrolments));
        }
    }

    private void Append(in BareList list, int listsMax)
    {
        if (ListCount == _lists.Length)
        {
            var room = Math.Max(ListCount + 1, Math.Min(listsMax, Math.Max(FirstLists, 2 * ListCount)));
            Array.Resize(ref _lists, room);
            if (_known is not null)
            {
                Array.Resize(ref _known, room);
            }
        }

        _lists[ListCount++] = list;
    }

    /// <summary>The oldest lists go.</summary>
    private void Remove(int count)
    {
        _lists.AsSpan(count, ListCount - count).CopyTo(_lists);
        if (_known is not null)
        {
            for (var place = 0; place < count; place++)
            {
                _spare = _known[place] ?? _spare;
            }

            _known.AsSpan(count, ListCount - count).CopyTo(_known);
            _known.AsSpan(ListCount - count, count).Clear();
        }

        ListCount -= count;
    }

    private void Know(int place, ShownList list) => (_known ??= new ShownList?[_lists.Length])[place] = list;

    private static ShownList NewOf(in BareList list) => new(list.Id, list.Surface, list.ServedMs, list.Enrolments);

    private ShownList Make(in BareList list)
    {
        if (_spare is not { } again)
        {
            return NewOf(list);
        }

        _spare = null;
        again.Renew(list.Id, list.Surface, list.ServedMs, list.Enrolments);
        return again;
    }

    /// <summary>Takes no part any more; lists that were made under this experiment alone go with it.</summary>
    internal void Drop(int place)
    {
        _enrolments.RemoveAt(place);
        var (below, left) = ((1 << place) - 1, 0);
        for (var at = 0; at < ListCount; at++)
        {
            var (list, known) = (_lists[at], KnownAt(at));
            var enrolments = (byte)((list.Enrolments & below) | ((list.Enrolments >> 1) & ~below));
            if (enrolments != 0)
            {
                _lists[left] = BareList.Of(list.Id, list.Surface, list.ServedMs, enrolments);
                Move(known, left++, enrolments);
            }
        }

        _lists.AsSpan(left, ListCount - left).Clear();
        _known?.AsSpan(left, ListCount - left).Clear();
        ListCount = left;
    }

    private void Move(ShownList? known, int place, byte enrolments)
    {
        if (_known is not null)
        {
            _known[place] = known;
        }

        if (known is not null)
        {
            known.Enrolments = enrolments;
        }
    }

    /// <summary>Reads what versions 1 and 2 of the form wrote.</summary>
    internal static UnitFeedback ReadPlain(ref StateReader reader, bool withSegments)
    {
        var feedback = new UnitFeedback { Unmatched = (long)reader.Unsigned() };
        for (var left = reader.Count(EnrolmentsMax); left > 0; left--)
        {
            feedback._enrolments.Add(Enrolment.ReadPlain(ref reader, withSegments));
        }

        for (var left = reader.Count(ushort.MaxValue); left > 0; left--)
        {
            feedback.Restore(ShownList.ReadPlain(ref reader), left);
        }

        return feedback;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static UnitFeedback Read(ref StateReader reader, IReadOnlyList<string> experiments)
    {
        var feedback = new UnitFeedback { Unmatched = (long)reader.Unsigned() };
        for (var left = reader.Count(EnrolmentsMax); left > 0; left--)
        {
            feedback._enrolments.Add(Enrolment.Read(ref reader, experiments));
        }

        var (beforeMs, enrolments) = (0L, feedback.AllEnrolments);
        for (var left = reader.Count(ushort.MaxValue); left > 0; left--)
        {
            var list = ShownList.Read(ref reader, beforeMs, enrolments);
            (beforeMs, enrolments) = (list.ServedMs, list.Enrolments);
            feedback.Restore(list, left);
        }

        return feedback;
    }

    /// <summary>Writes it; a list says what differs from the one before.</summary>
    /// <param name="writer">Takes the bytes.</param>
    /// <param name="numberOf">The number of an experiment.</param>
    internal void Write(StateWriter writer, IReadOnlyDictionary<string, int> numberOf)
    {
        writer.Unsigned((ulong)Unmatched);
        writer.Unsigned((ulong)_enrolments.Count);
        foreach (var enrolment in _enrolments)
        {
            enrolment.Write(writer, numberOf[enrolment.Experiment]);
        }

        writer.Unsigned((ulong)ListCount);
        var (beforeMs, enrolments) = (0L, AllEnrolments);
        for (var place = 0; place < ListCount; place++)
        {
            if (KnownAt(place) is { } list)
            {
                list.Write(writer, beforeMs, enrolments);
                (beforeMs, enrolments) = (list.ServedMs, list.Enrolments);
            }
            else
            {
                ShownList.Write(writer, _lists[place], beforeMs, enrolments);
                (beforeMs, enrolments) = (_lists[place].ServedMs, _lists[place].Enrolments);
            }
        }
    }

    /// <param name="list">As it was stored.</param>
    /// <param name="left">Lists that come, this one with them.</param>
    private void Restore(ShownList list, int left)
    {
        Append(BareList.Of(list.Id, list.Surface, list.ServedMs, list.Enrolments), ListCount + left);
        if (!list.IsBare || !BareList.Holds(list.ServedMs))
        {
            Know(ListCount - 1, list);
        }
    }

    /// <summary>A bit for each enrolment.</summary>
    private byte AllEnrolments => (byte)((1 << _enrolments.Count) - 1);

    /// <summary>A list by its id, of which an event is about to say something; null if it is not kept.</summary>
    internal ShownList? Find(ulong id)
    {
        if (PlaceOf(id) is not (>= 0 and var place))
        {
            return null;
        }

        if (KnownAt(place) is null)
        {
            Know(place, Make(_lists[place]));
        }

        return _known![place];
    }

    /// <summary>The newest place of a list's id; -1 if it is not kept.</summary>
    private int PlaceOf(ulong id)
    {
        for (var place = ListCount - 1; place >= 0; place--)
        {
            if (_lists[place].Id == id)
            {
                return place;
            }
        }

        return -1;
    }
}
