using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Says in words what holds the flow of a node up.</summary>
internal static class FlowNotes
{
    /// <summary>Records behind the end of a partition from which it is catching up: more than waits between two commits.</summary>
    public const long CatchUpRecordsMin = 1_000;

    /// <param name="figures">The node as of the last second; null before the first.</param>
    /// <param name="lately">Its mean rates; null before the first second.</param>
    public static IEnumerable<string> Of(NodeFigures? figures, Tally? lately)
    {
        if (figures is null)
        {
            yield break;
        }

        var behind = figures.Shards.Where(shard => shard.Lag > CatchUpRecordsMin).ToList();
        if (behind.Count > 0)
        {
            var lag = behind.Sum(shard => shard.Lag ?? 0);
            var rate = lately?.Read ?? 0;
            yield return $"Catching up: {lag:N0} records behind in {behind.Count} partitions, at {rate:N0} records/s"
                + (rate > 0 ? $" about {lag / rate:N0} s to go." : ".");
        }

        if (figures.LatencyMs.OfHistory > 0)
        {
            yield return "History is being read: the latency of records older than a minute begins where they were read.";
        }

        if (figures.Backpressure is { } stage)
        {
            yield return stage is "inference" or "ranking" or "score" or "rank"
                ? $"The model is busy: what waits for {stage} fills its queue." : $"What waits for {stage} fills its queue.";
        }
    }
}
