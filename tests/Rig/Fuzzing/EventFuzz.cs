using StreamReco.Stages;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Time;

namespace StreamReco.Rig.Fuzzing;

/// <summary>Takes events gone wrong through the whole path of a shard and counts what comes out of each end.</summary>
public static class EventFuzz
{
    private const int BatchRecords = 500;

    /// <param name="events">How many.</param>
    /// <param name="seed">The seed of the mutations.</param>
    /// <param name="progress">Told how many are done, after each of them.</param>
    public static async Task<FuzzResult> RunAsync(int events, int seed, Action<long> progress)
    {
        var setup = new ShardSetup(SmallModel.Create()) { Options = Options() };
        var sink = new CountingSink();
        using var owner = await ShardHarness.OpenAsync(setup, sink);
        var mutator = new EventMutator(new Random(seed), ((ManualTimeProvider)setup.Time).NowMs);
        for (var offset = 0; offset < events; offset += BatchRecords)
        {
            var batch = MakeBatch(mutator, offset, Math.Min(events, offset + BatchRecords), ((ManualTimeProvider)setup.Time).NowMs);
            try
            {
                await owner.RunAsync(batch);
            }
            catch (Exception e)
            {
                return Result(owner, sink, $"Events from {offset} to {batch.NextOffset} of seed {seed}: {e}");
            }

            for (var done = offset + 1L; done <= batch.NextOffset; done++)
            {
                progress(done);
            }
        }

        return Result(owner, sink, Judge(owner, sink, events));
    }

    private static PipelineOptions Options() => new()
    {
        Limits = { ResidentUsersMax = 1_000, EventBytesMax = 16 * 1_024 },
        Snapshot = { EveryRecords = 10_000 },
    };

    /// <summary>Every fifth record carries its bytes in headers too.</summary>
    private static RecordBatch MakeBatch(EventMutator mutator, int from, int until, long receivedMs)
    {
        var records = new List<LogRecord>(until - from);
        for (var offset = from; offset < until; offset++)
        {
            var value = mutator.Next();
            KeyValuePair<string, byte[]>[]? headers = offset % 5 == 0
                ? [KeyValuePair.Create("ce_time", value), KeyValuePair.Create("ce_type", value), KeyValuePair.Create("ce_id", (byte[])null!)]
                : null;
            records.Add(new LogRecord(offset, receivedMs, value, value, headers));
        }

        return new RecordBatch(records, until);
    }

    private static string? Judge(ShardHarness owner, CountingSink sink, int events)
    {
        var counters = owner.Counters;
        var rejected = counters.Rejected.ToArray().Sum();
        return counters.Applied + counters.Duplicate + rejected + counters.PassedOver != events
            ? $"{events} events, but {counters.Applied} applied, {counters.Duplicate} duplicate, {rejected} rejected, {counters.PassedOver} passed over."
            : sink.Rejected != rejected || sink.Answers != counters.Applied
                ? $"{rejected} rejected and {counters.Applied} applied, but {sink.Rejected} and {sink.Answers} records were committed."
                : null;
    }

    private static FuzzResult Result(ShardHarness owner, CountingSink sink, string? problem) => new(
        owner.Counters.Applied, owner.Counters.Duplicate, owner.Counters.Rejected.ToArray().Sum(), sink.Answers, problem);
}
