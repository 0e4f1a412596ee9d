using Confluent.Kafka;
using Microsoft.Data.Sqlite;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>
/// A running node whose broker or store fails under it. The embedded broker isolates no transaction and keeps none of
/// their offsets, so what must come exactly once is shown by <see cref="KillTests"/>; here delivery is at least once.
/// </summary>
public sealed class FaultTests : IDisposable
{
    private const int Partitions = 2;
    private const int Half = 300;

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly PathHarness _harness;
    private readonly PathClicks _clicks = PathClicks.Make(count: 600, users: 40, seed: 11);

    public FaultTests()
    {
        var topics = new PathTopics("clicks", "catalog", "recommendations", "rejected");
        foreach (var topic in new[] { topics.Clicks, topics.Catalog, topics.Recommendations, topics.Rejected })
        {
            _broker.CreateTopic(topic, Partitions);
        }

        _harness = new PathHarness(_broker.Bootstrap, "faults", topics, Path.Combine(_folder.Path, "state.db"));
        _harness.Options.Kafka.Delivery = KafkaOptions.AtLeastOnce;
    }

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_fetch_that_fails_is_said_and_tried_again()
    {
        await using var node = await StartOnFirstHalfAsync();
        _broker.FailNext(KafkaRequest.Fetch, ErrorCode.Unknown, ErrorCode.Unknown);

        await EndWithSecondHalfAsync(node);

        _harness.Logs.Warnings.ShouldContain(line => line.Contains("Fetch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broker_that_goes_away_and_comes_back_costs_nothing_but_time()
    {
        await using var node = await StartOnFirstHalfAsync();
        _broker.SetDown();
        await node.UntilAsync("the loss of the broker noticed", () => _harness.Logs.Warnings.Count > 0);
        _broker.SetUp();

        await EndWithSecondHalfAsync(node);
    }

    [Fact]
    public async Task A_commit_that_is_refused_is_repeated_by_a_shard_that_is_opened_again()
    {
        await using var node = await StartOnFirstHalfAsync();
        var refusal = ErrorCode.InvalidCommitOffsetSize;
        _broker.FailNext(KafkaRequest.OffsetCommit, refusal, refusal);

        await EndWithSecondHalfAsync(node);

        _harness.Logs.Warnings.ShouldContain(line => line.Contains("is opened again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_that_has_moved_on_without_the_node_is_joined_again()
    {
        await using var node = await StartOnFirstHalfAsync();
        _broker.FailNext(KafkaRequest.OffsetCommit, ErrorCode.IllegalGeneration, ErrorCode.IllegalGeneration);
        _broker.FailNext(KafkaRequest.Heartbeat, ErrorCode.IllegalGeneration);

        await EndWithSecondHalfAsync(node);

        _harness.Logs.Lines.Count(line => line.StartsWith("partitions assigned", StringComparison.Ordinal))
            .ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_transaction_that_is_refused_is_repeated_too()
    {
        _harness.Options.Kafka.Delivery = KafkaOptions.ExactlyOnce;
        await using var node = await StartOnFirstHalfAsync();
        _broker.FailNext(KafkaRequest.EndTransaction, ErrorCode.UnknownProducerId, ErrorCode.InvalidTxnState);

        await EndWithSecondHalfAsync(node);

        _harness.Logs.Warnings.ShouldContain(line => line.Contains("is opened again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_is_locked_when_the_first_shard_opens_is_waited_for()
    {
        _harness.Options.State.BusyTimeoutMs = 100;
        Write(..);
        SqliteConnection? other = null;
        await using var node = await _harness.StartAsync(untilEnd: true, beforeRun: () => other = Lock());
        await node.UntilAsync("the lock noticed", () => _harness.Logs.OwnWarnings.Count > 0);
        await other!.DisposeAsync();

        await node.EndAsync();

        await ShouldHaveAnsweredAllAsync();
    }

    [Fact]
    public async Task A_stop_whose_last_snapshot_cannot_be_stored_is_a_failure()
    {
        _harness.Options.State.BusyTimeoutMs = 100;
        _harness.Options.Kafka.RequestTimeoutMs = 1_500;
        await using var node = await StartOnFirstHalfAsync();
        await using var other = Lock();

        var fault = await Should.ThrowAsync<ShardFailedException>(node.StopAsync);

        fault.Message.ShouldContain("Kafka:RequestTimeoutMs");
    }

    [Fact]
    public async Task A_tick_that_the_broker_did_not_take_is_written_again()
    {
        _harness.Options.Pipeline.Trigger.EmitIntervalMs = 60_000;
        _harness.Options.Pipeline.Limits.IdleTickMs = 1_000;
        await using var node = await StartOnFirstHalfAsync();
        _broker.FailNext(KafkaRequest.Produce, ErrorCode.InvalidRecord, ErrorCode.InvalidRecord);

        await node.UntilAsync("every waiting click answered", () => node.ClicksWaiting == 0);

        _broker.ClearFailures(KafkaRequest.Produce);
        await node.StopAsync();
        var expected = await _harness.ExpectedAsync();
        expected.LastAnswers.Except((await _harness.OutputAsync()).AnswerIds).ShouldBeEmpty();
    }

    private void Write(Range part) => _clicks.Write(_harness.Options.Kafka, _harness.Topics.Clicks, part);

    /// <summary>A node that has committed the first half of the clicks and waits for more.</summary>
    private async Task<RunningNode> StartOnFirstHalfAsync()
    {
        Write(..Half);
        var node = await _harness.StartAsync();
        await node.UntilAsync("the first half committed", () => node.Committed >= Half);
        return node;
    }

    /// <summary>Writes the other half, waits until it is committed, and checks that all was answered.</summary>
    private async Task EndWithSecondHalfAsync(RunningNode node)
    {
        Write(Half..);
        await node.UntilAsync("everything committed", () => node.Read >= _clicks.Records.Count);
        await node.StopAsync();
        await ShouldHaveAnsweredAllAsync();
    }

    /// <summary>Nothing is missing; at-least-once allows a repetition, as the embedded broker does in every case.</summary>
    private async Task ShouldHaveAnsweredAllAsync()
    {
        var (expected, output) = (await _harness.ExpectedAsync(), await _harness.OutputAsync());
        output.Violations.ShouldBeEmpty();
        output.AnswerIds.ToHashSet().SetEquals(expected.Answers).ShouldBeTrue();
        output.RejectedAt.ToHashSet().SetEquals(expected.Malformed).ShouldBeTrue();
    }

    /// <summary>Takes the database's write lock, as another program would, until disposed of.</summary>
    private SqliteConnection Lock()
    {
        var other = new SqliteConnection($"Data Source={_harness.Options.State.Connection};Pooling=False");
        other.Open();
        using var locking = other.CreateCommand();
        locking.CommandText = "BEGIN EXCLUSIVE";
        locking.ExecuteNonQuery();
        return other;
    }
}
