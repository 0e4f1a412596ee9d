using StreamReco.Models.Binary;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>What is kept of a unit that takes part in experiments: its arms, and the lists that may still be credited.</summary>
public sealed class UnitFeedback
{
    /// <summary>Experiments of a unit at the same time: a list names those it was made under in one byte.</summary>
    public const int EnrolmentsMax = 8;

    private readonly List<Enrolment> _enrolments = [];
    private readonly List<ShownList> _lists = [];

    /// <summary>Its experiments, in the order in which it came into them.</summary>
    public IReadOnlyList<Enrolment> Enrolments => _enrolments;

    /// <summary>Its newest lists, the oldest first.</summary>
    public IReadOnlyList<ShownList> Lists => _lists;

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
    public bool Has(ulong list) => Find(list) is not null;

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

    /// <summary>Notes a list; the object of the oldest one is used again where there are as many as may be.</summary>
    internal void Add(ulong id, Surface surface, long servedMs, byte enrolments, int listsMax)
    {
        var list = _lists.Count >= listsMax ? _lists[_lists.Count - listsMax] : null;
        if (list is not null)
        {
            _lists.RemoveRange(0, _lists.Count - listsMax + 1);
            list.Renew(id, surface, servedMs, enrolments);
        }

        _lists.Add(list ?? new ShownList(id, surface, servedMs, enrolments));
    }

    /// <summary>Takes no part any more; lists that were made under this experiment alone go with it.</summary>
    internal void Drop(int place)
    {
        _enrolments.RemoveAt(place);
        var below = (1 << place) - 1;
        foreach (var list in _lists)
        {
            list.Enrolments = (byte)((list.Enrolments & below) | ((list.Enrolments >> 1) & ~below));
        }

        _lists.RemoveAll(list => list.Enrolments == 0);
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
            feedback._lists.Add(ShownList.ReadPlain(ref reader));
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
            feedback._lists.Add(list);
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

        writer.Unsigned((ulong)_lists.Count);
        var (beforeMs, enrolments) = (0L, AllEnrolments);
        foreach (var list in _lists)
        {
            list.Write(writer, beforeMs, enrolments);
            (beforeMs, enrolments) = (list.ServedMs, list.Enrolments);
        }
    }

    /// <summary>A bit for each enrolment.</summary>
    private byte AllEnrolments => (byte)((1 << _enrolments.Count) - 1);

    internal ShownList? Find(ulong id)
    {
        for (var i = _lists.Count - 1; i >= 0; i--)
        {
            if (_lists[i].Id == id)
            {
                return _lists[i];
            }
        }

        return null;
    }
}
