using StreamReco.Models.Decoding;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Node;

/// <summary>Makes a <see cref="NodeReport"/> of a node's counters.</summary>
internal static class NodeReports
{
    public static NodeReport Make(
        RecommenderNode node, StreamRecoOptions options, ShardCounters total, ShardCounters thisRun, double seconds) => new()
        {
            Read = total.Read,
            Applied = total.Applied,
            Duplicate = total.Duplicate,
            Rejected = ByReason(total),
            RejectedTotal = Sum(total.Rejected),
            Answers = total.Answers,
            FirstAnswerSeconds = node.FirstAnswerSeconds is { } first ? Math.Round(first, 3) : null,
            SplitUsers = node.SplitUsers,
            Carried = node.Carried,
            PassedOver = total.PassedOver,
            Quarantined = total.Quarantined,
            LeftOut = LeftOutFigures.Of(node.LeftOut),
            OfErased = total.OfErased,
            Erasures = total.Erasures,
            Seconds = Math.Round(seconds, 3),
            LatencyMs = new LatencyReport(
                Math.Round(node.Latency.PercentileMs(0.5), 2), Math.Round(node.Latency.PercentileMs(0.99), 2), node.Latency.Count),
            Model = ModelReport.Of(node.Model),
            Provider = node.Batcher.Provider,
            Delivery = options.Kafka.Delivery,
            ThisRun = new RunReport(
                thisRun.Read, thisRun.Applied, thisRun.Duplicate, Sum(thisRun.Rejected), thisRun.PassedOver, thisRun.Answers,
                node.EverOwned.Sum(s => s.Commits), node.Batcher.Batches, node.Batcher.Scored)
            { Quarantined = thisRun.Quarantined },
        };

    private static Dictionary<string, long> ByReason(ShardCounters counters)
    {
        var reasons = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var type in Enum.GetValues<FailureType>())
        {
            reasons[ValidationFailure.NameOf(type)] = counters.Rejected[(int)type];
        }

        return reasons;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
