using StreamReco.Models.Binary;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// A ledger in binary form, version 3: the ids of experiments once, then units by the bytes of their ids, each with its enrolments and
/// lists, of which what is 0 or as before takes no room. Version 4, written where a unit has one, has the items that lists tried. Versions 1
/// and 2, which had every field of every list, are read.
/// </summary>
public static class FeedbackCodec
{
    private const byte PlainVersion = 1;

    /// <summary>Version 1 with the segment of each enrolment.</summary>
    private const byte SegmentVersion = 2;
    private const byte Version = 3;

    /// <summary>Version 3 with the items that lists tried: an earlier program would misread them.</summary>
    private const byte TriedVersion = 4;
    private const int UnitsMax = 100_000_000;
    private const int ExperimentsMax = 1_000;

    /// <summary>Writes the canonical bytes.</summary>
    public static void Write(FeedbackLedger ledger, StateWriter writer)
    {
        writer.Byte(ledger.Units.Values.Any(unit => unit.Enrolments.Any(enrolment => enrolment.Tried.Count > 0)) ? TriedVersion : Version);
        var numberOf = NumbersOf(ledger);
        writer.Unsigned((ulong)numberOf.Count);
        foreach (var experiment in numberOf.Keys)
        {
            writer.Text(experiment);
        }

        writer.Unsigned((ulong)ledger.Count);
        foreach (var (unit, feedback) in ledger.Units.OrderBy(unit => unit.Key, StringComparer.Ordinal))
        {
            writer.Text(unit);
            feedback.Write(writer, numberOf);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Stands at its beginning, and behind its end afterwards.</param>
    /// <param name="options">The bounds from here on.</param>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static FeedbackLedger Read(ref StateReader reader, FeedbackOptions options)
    {
        var version = reader.Byte();
        if (version is < PlainVersion or > TriedVersion)
        {
            throw new InvalidDataException($"The feedback has version {version}; this program reads versions {PlainVersion} to {TriedVersion}.");
        }

        var experiments = new List<string>();
        for (var left = version >= Version ? reader.Count(ExperimentsMax) : 0; left > 0; left--)
        {
            experiments.Add(reader.Text());
        }

        var ledger = new FeedbackLedger(options);
        for (var left = reader.Count(UnitsMax); left > 0; left--)
        {
            var unit = reader.Text();
            ledger.Restore(unit, version >= Version ? UnitFeedback.Read(ref reader, experiments)
                : UnitFeedback.ReadPlain(ref reader, version == SegmentVersion));
        }

        return ledger;
    }

    /// <summary>The experiments that units take part in, each with its number, by their ids.</summary>
    private static SortedDictionary<string, int> NumbersOf(FeedbackLedger ledger)
    {
        var numberOf = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var unit in ledger.Units.Values)
        {
            foreach (var enrolment in unit.Enrolments)
            {
                numberOf.TryAdd(enrolment.Experiment, 0);
            }
        }

        var next = 0;
        foreach (var experiment in numberOf.Keys.ToArray())
        {
            numberOf[experiment] = next++;
        }

        return numberOf;
    }
}
