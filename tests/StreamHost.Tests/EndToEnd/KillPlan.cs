namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>When a run is killed: at a committed record, or while it starts.</summary>
/// <param name="Committed">
/// Kill once the group has committed this many records, and one more than at the start; null: at a log line.
/// </param>
/// <param name="Line">A part of the log line at which to kill.</param>
/// <param name="Lines">How many such lines.</param>
internal sealed record KillMoment(long? Committed, string Line = "", int Lines = 1)
{
    /// <summary>
    /// Moments by progress, not by the clock: most are spread over the first nine tenths of the records, every fourth
    /// or so falls into the recovery, when partitions are assigned or some shards opened.
    /// </summary>
    public static IReadOnlyList<KillMoment> Plan(int kills, long records, int partitions, int seed)
    {
        var random = new Random(seed);
        var moments = Enumerable.Range(0, kills).Select(_ => random.NextInt64(1, records * 9 / 10)).Order().ToArray();
        return
        [
            .. moments.Select(moment => random.Next(4) > 0 ? new KillMoment(moment) : InRecovery(random, partitions)),
        ];
    }

    private static KillMoment InRecovery(Random random, int partitions) => random.Next(3) == 0
        ? new KillMoment(null, "partitions assigned")
        : new KillMoment(null, "opened under epoch", random.Next(1, partitions + 1));
}
