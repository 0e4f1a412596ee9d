using StreamReco.Stages.Records;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Rig.Simulation;

/// <summary>Judges the verdicts of a partition: every offset has exactly one, and it says what became of the record.</summary>
internal static class VerdictOracle
{
    /// <exception cref="Violation">A verdict is missing, is there twice, or is wrong.</exception>
    public static void Check(int partition, IReadOnlyList<OutboundRecord> outbound, ExpectedFates fates)
    {
        var offsets = new Dictionary<Verdict, List<long>>();
        long? next = null;
        foreach (var record in outbound.Where(record => record.Topic == OutboundTopic.Verdicts))
        {
            var verdicts = VerdictRecord.Parse(record.Value).Verdicts;
            if (verdicts.From != (next ?? verdicts.From))
            {
                throw new Violation($"Partition {partition}: verdicts go on at {verdicts.From}, not at {next}.");
            }

            next = Take(verdicts, offsets);
        }

        Same(partition, "applied", offsets, fates[Fate.Applied], Verdict.Applied);
        Same(partition, "duplicate", offsets, fates[Fate.Duplicate], Verdict.Duplicate);
        Same(partition, "passed over", offsets, fates[Fate.PassedOver], Verdict.PassedOver);
        Same(partition, "quarantined", offsets, fates[Fate.Quarantined], Verdict.Quarantined);
        Same(partition, "carried on", offsets, fates[Fate.Forwarded], Verdict.Forwarded);
        Same(partition, "of erased users", offsets, fates[Fate.OfErased], Verdict.Erased);
        Same(partition, "control", offsets, [.. fates[Fate.Tick].Concat(fates[Fate.Erasure])], Verdict.Control);
        Same(
            partition, "rejected", offsets, fates[Fate.Rejected], Verdict.Malformed, Verdict.Invalid, Verdict.Oversized,
            Verdict.Future, Verdict.Ancient, Verdict.Late);
    }

    private static long Take(BatchVerdicts verdicts, Dictionary<Verdict, List<long>> offsets)
    {
        var at = verdicts.From;
        foreach (var (verdict, count) in VerdictRecord.RunsOf(verdicts.Runs))
        {
            if (!offsets.TryGetValue(verdict, out var list))
            {
                offsets[verdict] = list = [];
            }

            for (var end = at + count; at < end; at++)
            {
                list.Add(at);
            }
        }

        return at;
    }

    private static void Same(
        int partition, string what, Dictionary<Verdict, List<long>> offsets, IReadOnlyList<long> expected, params Verdict[] verdicts)
    {
        var found = verdicts.SelectMany(verdict => offsets.GetValueOrDefault(verdict, [])).Order().ToList();
        if (!found.SequenceEqual(expected.Order()))
        {
            var differing = found.Except(expected).Concat(expected.Except(found)).Order().Take(10);
            throw new Violation($"Partition {partition}: verdicts '{what}' differ at offsets {string.Join(", ", differing)}.");
        }
    }
}
