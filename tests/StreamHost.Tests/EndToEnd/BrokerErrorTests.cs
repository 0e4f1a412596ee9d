using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>
/// Each fault of a broker is met in one of three ways: it is tried again within a bound and no shard notices; the
/// transaction is aborted and the shard begins again at its committed offset; or the node stops and says why. The
/// faults are those that the embedded broker answers with; it keeps no transactions, so that nothing comes twice is shown
/// by <see cref="KillTests"/> and the chaos run.
/// </summary>
public sealed class BrokerErrorTests : IDisposable
{
    private const int Brokers = 3;
    private const int Partitions = 2;
    private const int Some = 40;
    private const int RoundTripMs = 5;
    private const string OpenedAgain = "is opened again";

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start(Brokers);
    private readonly PathHarness _harness;
    private readonly PathClicks _clicks = PathClicks.Make(count: 300, users: 40, seed: 13);

    public BrokerErrorTests()
    {
        var topics = new PathTopics("clicks", "catalog", "recommendations", "rejected");
        foreach (var topic in new[] { topics.Clicks, topics.Catalog, topics.Recommendations, topics.Rejected })
        {
            _broker.CreateTopic(topic, Partitions);
        }

        _harness = new PathHarness(_broker.Bootstrap, "faults", topics, Path.Combine(_folder.Path, "state.db"));
        _harness.Options.Kafka.Delivery = KafkaOptions.ExactlyOnce;
        _harness.CommitInSmallSteps();
        _clicks.Write(_harness.Options.Kafka, topics.Clicks);
        _broker.SetRoundTripMs(RoundTripMs); // slow enough to be caught amid its work
    }

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    /// <summary>Not the leader, a coordinator that moved or loads, a connection cut.</summary>
    [Theory]
    [InlineData(KafkaRequest.Produce, ErrorCode.NotLeaderForPartition)]
    [InlineData(KafkaRequest.Produce, ErrorCode.Local_Transport)]
    [InlineData(KafkaRequest.Fetch, ErrorCode.NotLeaderForPartition)]
    [InlineData(KafkaRequest.TransactionalOffsetCommit, ErrorCode.GroupLoadInProgress)]
    [InlineData(KafkaRequest.EndTransaction, ErrorCode.NotCoordinatorForGroup)]
    public async Task A_fault_that_passes_is_tried_again_and_no_shard_notices(KafkaRequest request, ErrorCode error)
    {
        await using var node = await StartAsync();
        _broker.FailNext(request, error, error);

        await EndAsync(node);

        Reopened().ShouldBeEmpty();
    }

    /// <summary>The further requests and errors of this kind.</summary>
    [Theory]
    [Trait("Length", "long")]
    [InlineData(KafkaRequest.Produce, ErrorCode.NotEnoughReplicas)]
    [InlineData(KafkaRequest.Produce, ErrorCode.RequestTimedOut)]
    [InlineData(KafkaRequest.AddPartitionsToTransaction, ErrorCode.NotCoordinatorForGroup)]
    [InlineData(KafkaRequest.AddPartitionsToTransaction, ErrorCode.ConcurrentTransactions)]
    [InlineData(KafkaRequest.AddOffsetsToTransaction, ErrorCode.GroupCoordinatorNotAvailable)]
    [InlineData(KafkaRequest.TransactionalOffsetCommit, ErrorCode.NotCoordinatorForGroup)]
    [InlineData(KafkaRequest.EndTransaction, ErrorCode.GroupLoadInProgress)]
    public Task Any_fault_that_passes_is_tried_again_and_no_shard_notices(KafkaRequest request, ErrorCode error) =>
        A_fault_that_passes_is_tried_again_and_no_shard_notices(request, error);

    /// <summary>Out of sequence, out of the group, fenced.</summary>
    [Theory]
    [InlineData(KafkaRequest.Produce, ErrorCode.OutOfOrderSequenceNumber)]
    [InlineData(KafkaRequest.TransactionalOffsetCommit, ErrorCode.IllegalGeneration)]
    [InlineData(KafkaRequest.EndTransaction, ErrorCode.ProducerFenced)]
    public async Task A_transaction_that_cannot_end_is_repeated_by_a_shard_with_a_new_producer(
        KafkaRequest request, ErrorCode error)
    {
        await using var node = await StartAsync();
        _broker.FailNext(request, error);

        await EndAsync(node);

        Reopened().Count.ShouldBeInRange(1, Partitions);
    }

    /// <summary>Timed out on the broker, result unknown, and what else is of this kind.</summary>
    [Theory]
    [Trait("Length", "long")]
    [InlineData(KafkaRequest.Produce, ErrorCode.InvalidProducerEpoch)]
    [InlineData(KafkaRequest.AddPartitionsToTransaction, ErrorCode.InvalidProducerIdMapping)]
    [InlineData(KafkaRequest.AddOffsetsToTransaction, ErrorCode.ProducerFenced)]
    [InlineData(KafkaRequest.TransactionalOffsetCommit, ErrorCode.UnknownMemberId)]
    [InlineData(KafkaRequest.EndTransaction, ErrorCode.InvalidProducerEpoch)]
    [InlineData(KafkaRequest.EndTransaction, ErrorCode.InvalidTxnState)]
    [InlineData(KafkaRequest.EndTransaction, ErrorCode.Unknown)]
    public Task Any_transaction_that_cannot_end_is_repeated_by_a_shard_with_a_new_producer(KafkaRequest request, ErrorCode error) =>
        A_transaction_that_cannot_end_is_repeated_by_a_shard_with_a_new_producer(request, error);

    /// <summary>What an operator must mend.</summary>
    [Theory]
    [InlineData(KafkaRequest.Produce, ErrorCode.TopicAuthorizationFailed)]
    [InlineData(KafkaRequest.EndTransaction, ErrorCode.TransactionalIdAuthorizationFailed)]
    public async Task A_right_that_is_missing_stops_the_node_at_once(KafkaRequest request, ErrorCode error)
    {
        await using var node = await StartAsync();
        _broker.FailNext(request, error);

        var fault = await Should.ThrowAsync<ShardFailedException>(node.EndAsync);

        KafkaErrors.MustBeMended(fault).ShouldBeTrue(fault.ToString());
        KafkaErrors.Describe(fault, null)!.ShouldContain($"({error})");
        Reopened().ShouldBeEmpty();
    }

    [Theory]
    [Trait("Length", "long")]
    [InlineData(KafkaRequest.AddPartitionsToTransaction, ErrorCode.TransactionalIdAuthorizationFailed)]
    [InlineData(KafkaRequest.TransactionalOffsetCommit, ErrorCode.GroupAuthorizationFailed)]
    public Task Any_right_that_is_missing_stops_the_node_at_once(KafkaRequest request, ErrorCode error) =>
        A_right_that_is_missing_stops_the_node_at_once(request, error);

    [Fact]
    public async Task Leaders_that_move_to_another_broker_are_followed()
    {
        await using var node = await StartAsync();
        foreach (var partition in Enumerable.Range(0, Partitions))
        {
            _broker.SetLeader(_harness.Topics.Clicks, partition, (partition + 1) % Brokers + 1);
            _broker.SetLeader(_harness.Topics.Recommendations, partition, (partition + 2) % Brokers + 1);
        }

        await EndAsync(node);

        Reopened().ShouldBeEmpty();
    }

    [Fact]
    public async Task Slow_brokers_cost_nothing_but_time()
    {
        await using var node = await StartAsync();
        _broker.SetRoundTripMs(60);

        await EndAsync(node);

        _harness.Logs.OwnWarnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_that_comes_again_and_again_is_told_less_and_less()
    {
        const int faults = 4;
        await using var node = await StartAsync();
        _broker.FailNext(
            KafkaRequest.InitProducerId, [.. Enumerable.Repeat(ErrorCode.InvalidRequest, faults * Partitions)]);
        _broker.FailNext(KafkaRequest.EndTransaction, [.. Enumerable.Repeat(ErrorCode.InvalidTxnState, Partitions)]);

        await EndAsync(node);

        _harness.Logs.Warnings.Count(line => line.Contains(OpenedAgain, StringComparison.Ordinal))
            .ShouldBeLessThanOrEqualTo(3 * Partitions);
    }

    private IReadOnlyList<string> Reopened() => [.. _harness.Logs.Warnings.Where(line => line.Contains(OpenedAgain, StringComparison.Ordinal))];

    /// <summary>A node in the middle of its work.</summary>
    private async Task<RunningNode> StartAsync()
    {
        var node = await _harness.StartAsync();
        await node.UntilAsync("some clicks committed", () => node.Committed >= Some);
        node.Committed.ShouldBeLessThan(_clicks.Records.Count);
        return node;
    }

    /// <summary>The node goes on by itself: the rest is committed and each click answered.</summary>
    private async Task EndAsync(RunningNode node)
    {
        await node.UntilAsync("everything committed", () => node.Read >= _clicks.Records.Count);
        await node.StopAsync();
        var (expected, output) = (await _harness.ExpectedAsync(), await _harness.OutputAsync());
        output.Violations.ShouldBeEmpty();
        output.AnswerIds.ToHashSet().SetEquals(expected.Answers).ShouldBeTrue();
        output.RejectedAt.ToHashSet().SetEquals(expected.Malformed).ShouldBeTrue();
    }
}
