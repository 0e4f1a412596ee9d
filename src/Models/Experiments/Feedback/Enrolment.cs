using StreamReco.Models.Binary;

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

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static Enrolment Read(ref StateReader reader, bool withSegments)
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

    internal void Write(StateWriter writer, bool withSegments)
    {
        writer.Text(Experiment);
        writer.Unsigned((ulong)Arm);
        writer.Unsigned((ulong)Version);
        writer.Signed(Offset);
        if (withSegments)
        {
            writer.Unsigned((ulong)(Segment + 1 ?? 0));
        }

        writer.Byte(FirstExposureMs is null ? (byte)0 : (byte)1);
        if (FirstExposureMs is { } firstMs)
        {
            writer.Signed(firstMs);
        }

        writer.Unsigned((ulong)Served);
        writer.Unsigned((ulong)Exposed);
        writer.Unsigned((ulong)Hits);
        writer.Unsigned((ulong)ReciprocalRanks);
        writer.Unsigned((ulong)Implicit);
        writer.Signed(Revenue);
        for (var i = 0; i < _before.Length; i++)
        {
            writer.Unsigned((ulong)_before[i]);
            writer.Unsigned((ulong)_credited[i]);
        }
    }
}
