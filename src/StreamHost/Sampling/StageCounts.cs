using StreamReco.Models.Decoding;
using StreamReco.Stages.State;

namespace StreamReco.StreamHost.Sampling;

/// <summary>
/// What went through each stage, worked out from the shard's counters: every record ends in one place, so the counts of the
/// ends give the counts of the ways. Exact, and nothing is counted twice for it.
/// </summary>
internal static class StageCounts
{
    public static IReadOnlyList<StageFigures> Of(ShardCounters now, ShardCounters before, double seconds)
    {
        var counts = Ways(now);
        var earlier = Ways(before);
        return
        [
            .. counts.Select((way, i) => new StageFigures(
                way.Name, way.In, way.Out, seconds > 0 ? Math.Round((way.In - earlier[i].In) / seconds, 1) : 0)),
        ];
    }

    private static (string Name, double In, double Out)[] Ways(ShardCounters counters)
    {
        var decoded = counters.Read - counters.PassedOver - Rejected(counters, FailureType.Malformed, FailureType.Oversized);
        var valid = decoded - Rejected(counters, FailureType.Invalid, FailureType.Future, FailureType.Ancient);
        var fresh = valid - counters.Duplicate; // what a quality rule rejects or the quarantine holds is dropped with what is late
        return
        [
            ("decode", counters.Read, decoded),
            ("validate", decoded, valid),
            ("deduplicate", valid, fresh),
            ("window", fresh, counters.Applied),
            ("update", counters.Applied, counters.Applied),
            ("trigger", counters.Applied, counters.Answers),
            ("score", counters.Answers, counters.Answers),
            ("retrieve", counters.Answers, counters.Answers),
            ("rank", counters.Answers, counters.Answers),
            ("rerank", counters.Answers, counters.Answers),
            ("emit", counters.Answers, counters.Answers),
            ("commit", counters.Read, counters.Read),
        ];
    }

    private static long Rejected(ShardCounters counters, params ReadOnlySpan<FailureType> types)
    {
        long sum = 0;
        foreach (var type in types)
        {
            sum += counters.Rejected[(int)type];
        }

        return sum;
    }
}
