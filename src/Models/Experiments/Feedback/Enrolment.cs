using StreamReco.Models.Binary;
using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.Interleaving;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// A unit's part in an experiment. The arm stays for good once it is drawn, so that a ramp or new weights move nobody; what is
/// credited are whole numbers, so that sums over units are exact.
/// </summary>
public sealed class Enrolment
{
    private readonly long[] _before = new long[Enum.GetValues<FeedbackAction>().Length];
    private readonly long[] _credited = new long[Enum.GetValues<FeedbackAction>().Length];

    internal Enrolment(string experiment, int arm, int version, long offset, int? segment)
    {
        (Experiment, Arm, Version, Offset, Segment) = (experiment, arm, version, offset, segment);
    }

    /// <summary>The experiment's id.</summary>
    public string Experiment { get; }

    /// <summary>Place of the arm in the definition.</summary>
    public int Arm { get; }

    /// <summary>The definition's version by which it was drawn: the phase that the unit is compared in.</summary>
    public int Version { get; }

    /// <summary>Offset of the record that it was drawn at.</summary>
    public long Offset { get; }

    /// <summary>The unit's segment when it was drawn; null for none.</summary>
    public int? Segment { get; }

    /// <summary>When the unit first saw a list under the experiment, event time, Unix ms; null before.</summary>
    public long? FirstExposureMs { get; private set; }

    /// <summary>Lists made for the unit under the experiment.</summary>
    public long Served { get; internal set; }

    /// <summary>Those that the unit saw.</summary>
    public long Exposed { get; private set; }

    /// <summary>Lists with a click.</summary>
    public long Hits { get; private set; }

    /// <summary>Sum over lists of 1 / position of the first click, in millionths; 0 where no event says the position.</summary>
    public long ReciprocalRanks { get; private set; }

    /// <summary>Actions that were credited without naming a list.</summary>
    public long Implicit { get; private set; }

    /// <summary>Of purchases that were credited, in minor units, not capped.</summary>
    public long Revenue { get; private set; }

    /// <summary>Whether another arm's list was made beside one that the unit saw.</summary>
    public bool IsCompared { get; private set; }

    /// <summary>Whether that list was another one, at least once: the unit could tell the arms apart.</summary>
    public bool Differed { get; private set; }

    /// <summary>Clicks on items that the first arm put into lists of both.</summary>
    public long FirstTeamClicks { get; private set; }

    /// <summary>Clicks on items that the second arm put there.</summary>
    public long SecondTeamClicks { get; private set; }

    /// <summary>Items that are kept of those which lists tried: what the unit says of further ones is left out.</summary>
    internal const int TriedMax = 32;

    /// <summary>In the order in which lists tried them; null before the first.</summary>
    private List<(uint Item, SlotSum Sum)>? _tried;

    /// <summary>Items that lists tried in an explored place, and what the unit did with them; by the bits of <see cref="AnswerCode.TriedMask"/>.</summary>
    public IReadOnlyList<(uint Item, SlotSum Sum)> Tried => _tried ?? (IReadOnlyList<(uint Item, SlotSum Sum)>)[];

    /// <summary>Whether there is anything of other arms.</summary>
    internal bool KnowsOthers => IsCompared || FirstTeamClicks > 0 || SecondTeamClicks > 0;

    /// <summary>How often an action was credited.</summary>
    public long Credited(FeedbackAction action) => _credited[(int)action];

    /// <summary>How often the unit did it before its first exposure, whatever led to it.</summary>
    public long Before(FeedbackAction action) => _before[(int)action];

    /// <summary>Counts an action.</summary>
    /// <param name="action">What was done.</param>
    /// <param name="isHit">Whether it is the list's first click.</param>
    /// <param name="rank">Where the item of that click stood, 1 for the first; 0 if nobody said.</param>
    internal void Credit(in ItemAction action, bool isHit, int rank)
    {
        _credited[(int)action.Action]++;
        Implicit += action.List == 0 ? 1 : 0;
        Revenue += action.Action == FeedbackAction.Purchase ? action.Revenue : 0;
        Hits += isHit ? 1 : 0;
        ReciprocalRanks += rank > 0 ? 1_000_000 / rank : 0;
    }

    /// <summary>Counts a click in a list of both arms.</summary>
    internal void CreditTeam(Team team)
    {
        FirstTeamClicks += team == Team.First ? 1 : 0;
        SecondTeamClicks += team == Team.Second ? 1 : 0;
    }

    /// <summary>Counts a list that tried an item and was seen, or a click on such an item.</summary>
    /// <returns>Whether it counts: of an item that is not kept nothing does, so that clicks never outnumber lists.</returns>
    internal bool Try(uint item, SlotSum counts)
    {
        for (var i = 0; i < _tried?.Count; i++)
        {
            if (_tried[i].Item == item)
            {
                var sum = _tried[i].Sum;
                _tried[i] = (item, new SlotSum(sum.Shown + counts.Shown, sum.Clicked + counts.Clicked));
                return true;
            }
        }

        if (counts.Shown == 0 || _tried?.Count >= TriedMax)
        {
            return false;
        }

        (_tried ??= []).Add((item, counts));
        return true;
    }

    /// <summary>Notes that another arm's list was made beside one that was seen.</summary>
    internal void Compare(bool differs)
    {
        IsCompared = true;
        Differed |= differs;
    }

    /// <summary>Counts a list that was seen.</summary>
    /// <param name="atMs">Event time.</param>
    /// <param name="before">What the unit had done until then, by <see cref="FeedbackAction"/>.</param>
    internal void Expose(long atMs, ReadOnlySpan<long> before)
    {
        Exposed++;
        if (FirstExposureMs is null)
        {
            FirstExposureMs = atMs;
            before.CopyTo(_before);
        }
    }

    /// <summary>Reads what versions 1 and 2 of the form wrote.</summary>
    /// <param name="reader">Stands at its beginning.</param>
    /// <param name="withSegments">Whether the segment is there.</param>
    internal static Enrolment ReadPlain(ref StateReader reader, bool withSegments)
    {
        var (experiment, arm, version, offset) = (reader.Text(), reader.Count(ushort.MaxValue), reader.Count(int.MaxValue), reader.Signed());
        int? segment = withSegments && reader.Count(ushort.MaxValue) is > 0 and var next ? next - 1 : null;
        var enrolment = new Enrolment(experiment, arm, version, offset, segment);
        enrolment.FirstExposureMs = reader.Byte() == 0 ? null : reader.Signed();
        enrolment.Served = (long)reader.Unsigned();
        enrolment.Exposed = (long)reader.Unsigned();
        enrolment.Hits = (long)reader.Unsigned();
        enrolment.ReciprocalRanks = (long)reader.Unsigned();
        enrolment.Implicit = (long)reader.Unsigned();
        enrolment.Revenue = reader.Signed();
        for (var i = 0; i < enrolment._before.Length; i++)
        {
            enrolment._before[i] = (long)reader.Unsigned();
            enrolment._credited[i] = (long)reader.Unsigned();
        }

        return enrolment;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Stands at its beginning.</param>
    /// <param name="experiments">The ids of experiments, by their numbers.</param>
    internal static Enrolment Read(ref StateReader reader, IReadOnlyList<string> experiments)
    {
        var number = reader.Count(ushort.MaxValue);
        var experiment = number < experiments.Count ? experiments[number]
            : throw new InvalidDataException($"The feedback names experiment {number} of {experiments.Count}.");
        var (arm, version, offset) = (reader.Count(ushort.MaxValue), reader.Count(int.MaxValue), reader.Signed());
        var known = (Known)reader.Unsigned();
        int? segment = known.HasFlag(Known.Segment) ? reader.Count(ushort.MaxValue) : null;
        var enrolment = new Enrolment(experiment, arm, version, offset, segment)
        {
            Served = known.HasFlag(Known.Served) ? (long)reader.Unsigned() : 0,
        };
        if (known.HasFlag(Known.Exposure))
        {
            (enrolment.FirstExposureMs, enrolment.Exposed) = (reader.Signed(), (long)reader.Unsigned());
            for (var i = 0; i < enrolment._before.Length; i++)
            {
                enrolment._before[i] = (long)reader.Unsigned();
            }
        }

        if (known.HasFlag(Known.Credit))
        {
            enrolment.ReadCredit(ref reader);
        }

        if (known.HasFlag(Known.Others))
        {
            enrolment.IsCompared = true;
            enrolment.Differed = known.HasFlag(Known.Differed);
        }

        if (known.HasFlag(Known.Teams))
        {
            (enrolment.FirstTeamClicks, enrolment.SecondTeamClicks) = ((long)reader.Unsigned(), (long)reader.Unsigned());
        }

        for (var left = known.HasFlag(Known.Tried) ? reader.Count(TriedMax) : 0; left > 0; left--)
        {
            (enrolment._tried ??= []).Add((reader.Fixed32(), new SlotSum((long)reader.Unsigned(), (long)reader.Unsigned())));
        }

        return enrolment;
    }

    /// <summary>Writes it; what is 0, as most is of a unit that saw no list, takes no room.</summary>
    /// <param name="writer">Takes the bytes.</param>
    /// <param name="number">The number of its experiment.</param>
    internal void Write(StateWriter writer, int number)
    {
        writer.Unsigned((ulong)number);
        writer.Unsigned((ulong)Arm);
        writer.Unsigned((ulong)Version);
        writer.Signed(Offset);
        var known = KnownOf();
        writer.Unsigned((ulong)known);
        if (Segment is { } segment)
        {
            writer.Unsigned((ulong)segment);
        }

        if (known.HasFlag(Known.Served))
        {
            writer.Unsigned((ulong)Served);
        }

        if (FirstExposureMs is { } firstMs)
        {
            writer.Signed(firstMs);
            writer.Unsigned((ulong)Exposed);
            foreach (var count in _before)
            {
                writer.Unsigned((ulong)count);
            }
        }

        if (known.HasFlag(Known.Credit))
        {
            WriteCredit(writer);
        }

        if (known.HasFlag(Known.Teams))
        {
            writer.Unsigned((ulong)FirstTeamClicks);
            writer.Unsigned((ulong)SecondTeamClicks);
        }

        if (_tried is not null)
        {
            WriteTried(writer, _tried);
        }
    }

    private Known KnownOf() =>
        If(Known.Served, Served > 0) | If(Known.Exposure, FirstExposureMs is not null) | If(Known.Credit, _credited.AsSpan().ContainsAnyExcept(0L))
        | If(Known.Segment, Segment is not null) | If(Known.Others, IsCompared) | If(Known.Differed, Differed)
        | If(Known.Teams, FirstTeamClicks + SecondTeamClicks > 0) | If(Known.Tried, _tried is not null);

    private static Known If(Known what, bool isThere) => isThere ? what : Known.None;

    private void ReadCredit(ref StateReader reader)
    {
        (Hits, ReciprocalRanks) = ((long)reader.Unsigned(), (long)reader.Unsigned());
        (Implicit, Revenue) = ((long)reader.Unsigned(), reader.Signed());
        for (var i = 0; i < _credited.Length; i++)
        {
            _credited[i] = (long)reader.Unsigned();
        }
    }

    private void WriteCredit(StateWriter writer)
    {
        writer.Unsigned((ulong)Hits);
        writer.Unsigned((ulong)ReciprocalRanks);
        writer.Unsigned((ulong)Implicit);
        writer.Signed(Revenue);
        foreach (var count in _credited)
        {
            writer.Unsigned((ulong)count);
        }
    }

    private static void WriteTried(StateWriter writer, List<(uint Item, SlotSum Sum)> tried)
    {
        writer.Unsigned((ulong)tried.Count);
        foreach (var (item, sum) in tried)
        {
            writer.Fixed32(item);
            writer.Unsigned((ulong)sum.Shown);
            writer.Unsigned((ulong)sum.Clicked);
        }
    }

    /// <summary>What is written of an enrolment; a durable number.</summary>
    [Flags]
    private enum Known
    {
        None = 0,
        Served = 1,
        Exposure = 2,
        Credit = 4,
        Segment = 8,
        Others = 16,
        Differed = 32,
        Teams = 64,

        /// <summary>From version 4 of the ledger on.</summary>
        Tried = 128,
    }
}
