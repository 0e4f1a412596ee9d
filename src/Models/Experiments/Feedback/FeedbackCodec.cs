using StreamReco.Models.Binary;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>A ledger in binary form, version 1: units by the bytes of their ids, each with its enrolments and lists.</summary>
public static class FeedbackCodec
{
    private const byte Version = 1;
    private const int UnitsMax = 100_000_000;

    /// <summary>Writes the canonical bytes.</summary>
    public static void Write(FeedbackLedger ledger, StateWriter writer)
    {
        writer.Byte(Version);
        writer.Unsigned((ulong)ledger.Count);
        foreach (var (unit, feedback) in ledger.Units.OrderBy(unit => unit.Key, StringComparer.Ordinal))
        {
            writer.Text(unit);
            feedback.Write(writer);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Stands at its beginning, and behind its end afterwards.</param>
    /// <param name="options">The bounds from here on.</param>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static FeedbackLedger Read(ref StateReader reader, FeedbackOptions options)
    {
        if (reader.Byte() is var version && version != Version)
        {
            throw new InvalidDataException($"The feedback has version {version}; this program reads version {Version}.");
        }

        var ledger = new FeedbackLedger(options);
        for (var left = reader.Count(UnitsMax); left > 0; left--)
        {
            var unit = reader.Text();
            ledger.Restore(unit, UnitFeedback.Read(ref reader));
        }

        return ledger;
    }
}
