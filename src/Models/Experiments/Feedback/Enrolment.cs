using System.Runtime.CompilerServices;
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
    private const int Actions = 3; // of FeedbackAction

    /// <summary>Null until the unit saw a list: most of who is drawn never does.</summary>
    private Outcome? _outcome;

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
    public long? FirstExposureMs => _outcome?.FirstMs;

    /// <summary>Lists made for the unit under the experiment.</summary>
    public long Served { get; internal set; }

    /// <summary>Those that the unit saw.</summary>
    public long Exposed => _outcome?.Exposed ?? 0;

    /// <summary>Lists with a click.</summary>
    public long Hits => _outcome?.Hits ?? 0;

    /// <summary>Sum over lists of 1 / position of the first click, in millionths; 0 where no event says the position.</summary>
    public long ReciprocalRanks => _outcome?.ReciprocalRanks ?? 0;

    /// <summary>Actions that were credited without naming a list.</summary>
    public long Implicit => _outcome?.Implicit ?? 0;

    /// <summary>Of purchases that were credited, in minor units, not capped.</summary>
    public long Revenue => _outcome?.Revenue ?? 0;

    /// <summary>Whether another arm's list was made beside one that the unit saw.</summary>
    public bool IsCompared => _outcome?.IsCompared == true;

    /// <summary>Whether that list was another one, at least once: the unit could tell the arms apart.</summary>
    public bool Differed => _outcome?.Differed == true;

    /// <summary>Clicks on items that the first arm put into lists of both.</summary>
    public long FirstTeamClicks => _outcome?.FirstTeamClicks ?? 0;

    /// <summary>Clicks on items that the second arm put there.</summary>
    public long SecondTeamClicks => _outcome?.SecondTeamClicks ?? 0;

    /// <summary>Items that are kept of those which lists tried: what the unit says of further ones is left out.</summary>
    internal const int TriedMax = 32;

    /// <summary>Items that lists tried in an explored place, and what the unit did with them; by the bits of <see cref="AnswerCode.TriedMask"/>.</summary>
    public IReadOnlyList<(uint Item, SlotSum Sum)> Tried => _outcome?.Tried ?? (IReadOnlyList<(uint Item, SlotSum Sum)>)[];

    private Outcome Known => _outcome ??= new Outcome();

    /// <summary>Whether there is anything of other arms.</summary>
    internal bool KnowsOthers => IsCompared || FirstTeamClicks > 0 || SecondTeamClicks > 0;

    /// <summary>How often an action was credited.</summary>
    public long Credited(FeedbackAction action) => _outcome?.Credited[(int)action] ?? 0;

    /// <summary>How often the unit did it before its first exposure, whatever led to it.</summary>
    public long Before(FeedbackAction action) => _outcome?.Before[(int)action] ?? 0;

    /// <summary>Counts an action.</summary>
    /// <param name="action">What was done.</param>
    /// <param name="isHit">Whether it is the list's first click.</param>
    /// <param name="rank">Where the item of that click stood, 1 for the first; 0 if nobody said.</param>
    internal void Credit(in ItemAction action, bool isHit, int rank)
    {
        var outcome = Known;
        outcome.Credited[(int)action.Action]++;
        outcome.Implicit += action.List == 0 ? 1 : 0;
        outcome.Revenue += action.Action == FeedbackAction.Purchase ? action.Revenue : 0;
        outcome.Hits += isHit ? 1 : 0;
        outcome.ReciprocalRanks += rank > 0 ? 1_000_000 / rank : 0;
    }

    /// <summary>Counts a click in a list of both arms.</summary>
    internal void CreditTeam(Team team)
    {
        Known.FirstTeamClicks += team == Team.First ? 1 : 0;
        Known.SecondTeamClicks += team == Team.Second ? 1 : 0;
    }

    /// <summary>Counts a list that tried an item and was seen, or a click on such an item.</summary>
    /// <returns>Whether it counts: of an item that is not kept nothing does, so that clicks never outnumber lists.</returns>
    internal bool Try(uint item, SlotSum counts)
    {
        var tried = _outcome?.Tried;
        for (var i = 0; i < tried?.Count; i++)
        {
            if (tried[i].Item == item)
            {
                var sum = tried[i].Sum;
                tried[i] = (item, new SlotSum(sum.Shown + counts.Shown, sum.Clicked + counts.Clicked));
                return true;
            }
        }

        if (counts.Shown == 0 || tried?.Count >= TriedMax)
        {
            return false;
        }

        (Known.Tried ??= []).Add((item, counts));
        return true;
    }

    /// <summary>Notes that another arm's list was made beside one that was seen.</summary>
    internal void Compare(bool differs)
    {
        Known.IsCompared = true;
        Known.Differed |= differs;
    }

    /// <summary>Counts a list that was seen.</summary>
    /// <param name="atMs">Event time.</param>
    /// <param name="before">What the unit had done until then, by <see cref="FeedbackAction"/>.</param>
    internal void Expose(long atMs, ReadOnlySpan<long> before)
    {
        var outcome = Known;
        outcome.Exposed++;
        if (outcome.FirstMs is null)
        {
            outcome.FirstMs = atMs;
            before.CopyTo(outcome.Before);
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
        var outcome = new Outcome { FirstMs = reader.Byte() == 0 ? null : reader.Signed() };
        enrolment.Served = (long)reader.Unsigned();
        outcome.Exposed = (long)reader.Unsigned();
        (outcome.Hits, outcome.ReciprocalRanks) = ((long)reader.Unsigned(), (long)reader.Unsigned());
        (outcome.Implicit, outcome.Revenue) = ((long)reader.Unsigned(), reader.Signed());
        for (var i = 0; i < Actions; i++)
        {
            outcome.Before[i] = (long)reader.Unsigned();
            outcome.Credited[i] = (long)reader.Unsigned();
        }

        enrolment._outcome = outcome.FirstMs is null ? null : outcome;
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
        var known = (Part)reader.Unsigned();
        int? segment = known.HasFlag(Part.Segment) ? reader.Count(ushort.MaxValue) : null;
        var enrolment = new Enrolment(experiment, arm, version, offset, segment)
        {
            Served = known.HasFlag(Part.Served) ? (long)reader.Unsigned() : 0,
        };
        if (known.HasFlag(Part.Exposure))
        {
            (enrolment.Known.FirstMs, enrolment.Known.Exposed) = (reader.Signed(), (long)reader.Unsigned());
            for (var i = 0; i < Actions; i++)
            {
                enrolment.Known.Before[i] = (long)reader.Unsigned();
            }
        }

        if (known.HasFlag(Part.Credit))
        {
            ReadCredit(enrolment.Known, ref reader);
        }

        if (known.HasFlag(Part.Others))
        {
            enrolment.Known.IsCompared = true;
            enrolment.Known.Differed = known.HasFlag(Part.Differed);
        }

        if (known.HasFlag(Part.Teams))
        {
            (enrolment.Known.FirstTeamClicks, enrolment.Known.SecondTeamClicks) = ((long)reader.Unsigned(), (long)reader.Unsigned());
        }

        for (var left = known.HasFlag(Part.Tried) ? reader.Count(TriedMax) : 0; left > 0; left--)
        {
            (enrolment.Known.Tried ??= []).Add((reader.Fixed32(), new SlotSum((long)reader.Unsigned(), (long)reader.Unsigned())));
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
        var known = PartsOf();
        writer.Unsigned((ulong)known);
        if (Segment is { } segment)
        {
            writer.Unsigned((ulong)segment);
        }

        if (known.HasFlag(Part.Served))
        {
            writer.Unsigned((ulong)Served);
        }

        if (FirstExposureMs is { } firstMs)
        {
            writer.Signed(firstMs);
            writer.Unsigned((ulong)Exposed);
            for (var i = 0; i < Actions; i++)
            {
                writer.Unsigned((ulong)_outcome!.Before[i]);
            }
        }

        if (known.HasFlag(Part.Credit))
        {
            WriteCredit(writer);
        }

        if (known.HasFlag(Part.Teams))
        {
            writer.Unsigned((ulong)FirstTeamClicks);
            writer.Unsigned((ulong)SecondTeamClicks);
        }

        if (_outcome?.Tried is { } tried)
        {
            WriteTried(writer, tried);
        }
    }

    private Part PartsOf() =>
        If(Part.Served, Served > 0) | If(Part.Exposure, FirstExposureMs is not null) | If(Part.Credit, _outcome?.HasCredit == true)
        | If(Part.Segment, Segment is not null) | If(Part.Others, IsCompared) | If(Part.Differed, Differed)
        | If(Part.Teams, FirstTeamClicks + SecondTeamClicks > 0) | If(Part.Tried, _outcome?.Tried is not null);

    private static Part If(Part what, bool isThere) => isThere ? what : Part.None;

    private static void ReadCredit(Outcome outcome, ref StateReader reader)
    {
        (outcome.Hits, outcome.ReciprocalRanks) = ((long)reader.Unsigned(), (long)reader.Unsigned());
        (outcome.Implicit, outcome.Revenue) = ((long)reader.Unsigned(), reader.Signed());
        for (var i = 0; i < Actions; i++)
        {
            outcome.Credited[i] = (long)reader.Unsigned();
        }
    }

    private void WriteCredit(StateWriter writer)
    {
        writer.Unsigned((ulong)Hits);
        writer.Unsigned((ulong)ReciprocalRanks);
        writer.Unsigned((ulong)Implicit);
        writer.Signed(Revenue);
        for (var i = 0; i < Actions; i++)
        {
            writer.Unsigned((ulong)_outcome!.Credited[i]);
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
    private enum Part
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

    /// <summary>What came of the lists that the unit saw.</summary>
    private sealed class Outcome
    {
        public Counts Before;
        public Counts Credited;

        public long? FirstMs { get; set; }

        public long Exposed { get; set; }

        public long Hits { get; set; }

        public long ReciprocalRanks { get; set; }

        public long Implicit { get; set; }

        public long Revenue { get; set; }

        public bool IsCompared { get; set; }

        public bool Differed { get; set; }

        public long FirstTeamClicks { get; set; }

        public long SecondTeamClicks { get; set; }

        /// <summary>In the order in which lists tried them; null before the first.</summary>
        public List<(uint Item, SlotSum Sum)>? Tried { get; set; }

        public bool HasCredit => ((ReadOnlySpan<long>)Credited).ContainsAnyExcept(0L);
    }

    /// <summary>A count for each <see cref="FeedbackAction"/>.</summary>
    [InlineArray(Actions)]
    private struct Counts
    {
        private long _first;
    }
}
