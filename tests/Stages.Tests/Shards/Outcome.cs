using System.Text;
using System.Text.Json;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Store;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>What is left of a log when it has been taken to its end: durable state and committed records.</summary>
/// <param name="State">The shard's bytes.</param>
/// <param name="Users">Each user's bytes.</param>
/// <param name="Records">Everything that was committed, in order.</param>
/// <param name="Counters">What became of the records.</param>
public sealed record Outcome(
    byte[] State, SortedDictionary<string, byte[]> Users, IReadOnlyList<OutboundRecord> Records, ShardCounters Counters)
{
    /// <summary>The log in one micro-batch, without any incident.</summary>
    public static Outcome OfOneBatch(ShardSetup setup, PartitionLog log) => OfBatches(setup, log, [int.MaxValue / 2]);

    /// <summary>The log cut into micro-batches, by one owner.</summary>
    public static Outcome OfBatches(ShardSetup setup, PartitionLog log, IReadOnlyList<int> sizes) =>
        Finish(RunAsync(setup, log, sizes));

    /// <summary>The same, with questions from outside between the stages and between the batches.</summary>
    public static Outcome OfQuestions(ShardSetup setup, PartitionLog log, IReadOnlyList<int> sizes, IReadOnlyList<string> users) =>
        Finish(RunAsync(setup, log, sizes, users));

    /// <summary>The log through all the scenario's incidents.</summary>
    public static Outcome OfIncidents(ShardSetup setup, PartitionLog log, IReadOnlyList<Step> steps) =>
        Finish(RunAsync(setup, log, steps));

    /// <summary>The state in memory completes everything before it returns, so nothing is waited for.</summary>
    public static T Finish<T>(Task<T> task)
    {
        task.IsCompleted.ShouldBeTrue();
        return task.GetAwaiter().GetResult();
    }

    public IReadOnlyList<string> AnswerIds() => [.. Records.Where(record => record is { Topic: OutboundTopic.Recommendations, Value: not null })
        .Select(record => JsonDocument.Parse(record.Value!).RootElement.GetProperty("recommendation_id").GetString()!)];

    public void ShouldEqual(Outcome expected)
    {
        Counters.Read.ShouldBe(expected.Counters.Read);
        Convert.ToHexString(State).ShouldBe(Convert.ToHexString(expected.State));
        UserTexts().ShouldBe(expected.UserTexts());
        TextsOf(OutboundTopic.Recommendations).ShouldBe(expected.TextsOf(OutboundTopic.Recommendations));
        TextsOf(OutboundTopic.Rejected).ShouldBe(expected.TextsOf(OutboundTopic.Rejected));
        TextsOf(OutboundTopic.Alerts).ShouldBe(expected.TextsOf(OutboundTopic.Alerts));
    }

    private string UserTexts() => string.Join('\n', Users.Select(user => $"{user.Key}: {Convert.ToHexString(user.Value)}"));

    /// <summary>The records of one topic, key and value; the order of the two topics among each other is nobody's promise.</summary>
    private string TextsOf(OutboundTopic topic) => string.Join('\n', Records.Where(record => record.Topic == topic)
        .Select(record => $"{Encoding.UTF8.GetString(record.Key ?? [])}: {Encoding.UTF8.GetString(record.Value ?? [])}"));

    private static async Task<Outcome> RunAsync(
        ShardSetup setup, PartitionLog log, IReadOnlyList<int> sizes, IReadOnlyList<string>? asked = null)
    {
        var commits = new InMemoryCommitLog();
        using var owner = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(commits));
        owner.Queried = asked ?? [];
        await owner.RunAsync(log.Batches(owner.Plan.StartOffset, sizes));
        return await EndAsync(owner, commits);
    }

    private static async Task<Outcome> RunAsync(ShardSetup setup, PartitionLog log, IReadOnlyList<Step> steps)
    {
        var commits = new InMemoryCommitLog();
        var sink = new InMemoryShardSink(commits);
        var owner = await ShardHarness.OpenAsync(setup, sink);
        var at = owner.Plan.StartOffset;
        foreach (var step in steps.Where(_ => at < log.NextOffset))
        {
            var until = Math.Min(log.NextOffset, at + step.Records);
            if (await SurvivesAsync(owner, sink, setup.Store, log.Slice(at, until), step.Incident))
            {
                at = until;
                continue;
            }

            owner.Dispose();
            sink = new InMemoryShardSink(commits);
            owner = await ShardHarness.OpenAsync(setup, sink);
            at = owner.Plan.StartOffset;
        }

        await owner.RunAsync(log.Batches(at, [7]));
        var outcome = await EndAsync(owner, commits);
        owner.Dispose();
        return outcome;
    }

    private static async Task<bool> SurvivesAsync(
        ShardHarness owner, InMemoryShardSink sink, IShardStore store, RecordBatch batch, Incident incident)
    {
        sink.FailNextCommit(incident switch
        {
            Incident.CommitFailsBefore => CommitFault.BeforeCommit,
            Incident.CommitFailsAfter => CommitFault.AfterCommit,
            _ => CommitFault.None,
        });
        try
        {
            await owner.RunAsync(batch);
            sink.FailNextCommit(CommitFault.None);
            if (incident is Incident.SaveFailsBefore or Incident.SaveFailsAfter)
            {
                ((InMemoryShardStore)store).FailNextSave(
                    incident == Incident.SaveFailsBefore ? SaveFault.BeforeCommit : SaveFault.AfterCommit);
            }

            if (incident is Incident.Snapshot or Incident.SnapshotThenCrash or Incident.SaveFailsBefore or Incident.SaveFailsAfter)
            {
                await owner.StoreSnapshotAsync();
            }
        }
        catch (Exception e) when (e is CommitFailedException or StoreUnavailableException)
        {
            return false;
        }

        return incident is not (Incident.Crash or Incident.SnapshotThenCrash);
    }

    private static async Task<Outcome> EndAsync(ShardHarness owner, InMemoryCommitLog commits)
    {
        var counters = owner.Counters.Copy();
        var users = await owner.StoreAndReadUsersAsync();
        return new Outcome(owner.StateBytes(), users, commits.Records, counters);
    }
}
