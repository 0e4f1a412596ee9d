using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

public sealed class ShardRecoveryTests
{
    private readonly ShardSetup _setup = new Scenario([], [], IntervalMs: 0).Setup();
    private readonly InMemoryCommitLog _commits = new();
    private readonly PartitionLog _log = new();

    // Found by the simulation: it read the snapshot of a later offset than its committed one, and the node ended.
    [Fact]
    public async Task An_owner_that_is_overtaken_while_it_opens_learns_that_it_is_stale()
    {
        _log.Add(EventBytes.View("a", "i1", Scenario.StartMs), Scenario.StartMs);
        _log.Add(EventBytes.View("a", "i2", Scenario.StartMs), Scenario.StartMs);
        using var first = await OpenAsync(new InMemoryShardSink(_commits));
        await first.RunAsync(_log.Slice(0, 1));

        var overtaken = new SinkWithPause(new InMemoryShardSink(_commits), OvertakeAsync);

        await Should.ThrowAsync<StaleOwnerException>(() => OpenAsync(overtaken));
    }

    [Fact]
    public async Task A_topic_that_was_made_again_is_refused_and_the_setting_is_named()
    {
        await FoldTwoAsync("first");

        var refused = await Should.ThrowAsync<RecreatedTopicException>(() => RecoverAsync(new LogReach(0, 9, "second")));

        refused.Message.ShouldContain("made again");
        refused.Message.ShouldContain("Kafka:OnRecreatedTopic=begin");
        (await RecoverAsync(new LogReach(0, 9, "first"))).Plan.ShouldBe(new RecoveryPlan(2, 2, null));
    }

    [Fact]
    public async Task A_log_that_ends_before_the_state_is_refused_also_where_nobody_knows_the_topics_id()
    {
        await FoldTwoAsync("");

        (await Should.ThrowAsync<RecreatedTopicException>(() => RecoverAsync(new LogReach(0, 1))))
            .Message.ShouldContain("ends at offset 1");
    }

    [Fact]
    public async Task By_choice_the_state_is_forgotten_and_the_new_topic_read_from_its_beginning()
    {
        await FoldTwoAsync("first");

        var begun = await RecoverAsync(new LogReach(0, 9, "second"), beginsAnew: true);

        (begun.Plan.StartOffset, begun.Plan.EmitFrom, begun.State.TopicId, begun.State.Counters.Read).ShouldBe((0, 0, "second", 0));
        begun.Plan.Warning.ShouldNotBeNull().ShouldContain("forgotten");
        _commits.NextOffset.ShouldBe(0);
        var stored = await _setup.Store.LoadAsync(_setup.Shard, default);
        (stored!.NextOffset, stored.HasUsers).ShouldBe((0, false));
        (await RecoverAsync(new LogReach(0, 9, "second"))).Plan.ShouldBe(new RecoveryPlan(0, 0, null));
    }

    [Fact]
    public async Task An_expired_offset_is_set_again_after_the_answers_that_are_out()
    {
        await FoldTwoAsync("first");
        var sink = new InMemoryShardSink(new InMemoryCommitLog());
        var shard = _setup.Shard;
        var answered = new FixedAnswers([new(shard.Topic, 0, 6), new(shard.Topic, 0, 4), new(shard.Topic, 1, 8), new("other", 0, 8)]);

        var recovered = await RecoverAsync(new LogReach(0, 9, "first"), sink: sink, answered: answered);

        (recovered.Plan.StartOffset, recovered.Plan.EmitFrom, answered.From).ShouldBe((2, 7, 2));
        recovered.Answered.Count.ShouldBe(4);
        sink.Log.NextOffset.ShouldBe(7);
        sink.Log.Records.ShouldBeEmpty();
    }

    private async Task FoldTwoAsync(string topicId)
    {
        await RecoverAsync(new LogReach(0, 2, topicId));
        _log.Add(EventBytes.View("a", "i1", Scenario.StartMs), Scenario.StartMs);
        _log.Add(EventBytes.View("a", "i2", Scenario.StartMs), Scenario.StartMs);
        using var first = await OpenAsync(new InMemoryShardSink(_commits));
        await first.RunAsync(_log.Slice(0, 2));
        await first.StoreSnapshotAsync();
    }

    private Task<RecoveredShard> RecoverAsync(
        LogReach reach, bool beginsAnew = false, IShardSink? sink = null, IRecommendationLog? answered = null) =>
        new ShardRecovery(_setup.Options, _setup.Models, _setup.Store, "test") { BeginsAnew = beginsAnew, Answered = answered }
            .RunAsync(_setup.Shard, new HeldLease(), sink ?? new InMemoryShardSink(_commits), () => reach, 0, default);

    private async Task OvertakeAsync()
    {
        using var next = await OpenAsync(new InMemoryShardSink(_commits));
        await next.RunAsync(_log.Slice(next.Plan.StartOffset, 2));
        await next.StoreSnapshotAsync();
    }

    private Task<ShardHarness> OpenAsync(IShardSink sink) => ShardHarness.OpenAsync(_setup, sink);

    private sealed class FixedAnswers(HashSet<RecordOrigin> origins) : IRecommendationLog
    {
        public long From { get; private set; }

        public Task<IReadOnlySet<RecordOrigin>> ReadAsync(ShardId shard, long from, CancellationToken cancel)
        {
            From = from;
            return Task.FromResult<IReadOnlySet<RecordOrigin>>(origins);
        }
    }

    private sealed class SinkWithPause(IShardSink inner, Func<Task> afterOpen) : IShardSink
    {
        public async Task<long?> OpenAsync(CancellationToken cancel)
        {
            var committed = await inner.OpenAsync(cancel);
            await afterOpen();
            return committed;
        }

        public Task CommitAsync(CommitUnit unit, CancellationToken cancel) => inner.CommitAsync(unit, cancel);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
