using StreamReco.Models.Binary;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// A ledger in binary form, version 1: units by the bytes of their ids, each with its enrolments and lists. Version 2 has the segment of
/// each enrolment, and is written where one has a segment.
/// </summary>
public static class FeedbackCodec
{
    private const byte Version = 1;
    private const byte SegmentVersion = 2;
    private const int UnitsMax = 100_000_000;

    /// <summary>Writes the canonical bytes.</summary>
    public static void Write(FeedbackLedger ledger, StateWriter writer)
    {
        var withSegments = ledger.Units.Values.Any(unit => unit.Enrolments.Any(enrolment => enrolment.Segment is not null));
        writer.Byte(withSegments ? SegmentVersion : Version);
        writer.Unsigned((ulong)ledger.Count);
        foreach (var (unit, feedback) in ledger.Units.OrderBy(unit => unit.Key, StringComparer.Ordinal))
        {
            writer.Text(unit);
            feedback.Write(writer, withSegments);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Stands at its beginning, and behind its end afterwards.</param>
    /// <param name="options">The bounds from here on.</param>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static FeedbackLedger Read(ref StateReader reader, FeedbackOptions options)
    {
        var version = reader.Byte();
        if (version is not (Version or SegmentVersion))
        {
            throw new InvalidDataException($"The feedback has version {version}; this program reads versions {Version} and {SegmentVersion}.");
        }

        var ledger = new FeedbackLedger(options);
        for (var left = reader.Count(UnitsMax); left > 0; left--)
        {
            var unit = reader.Text();
            ledger.Restore(unit, UnitFeedback.Read(ref reader, version == SegmentVersion));
        }

        return ledger;
    }
}
