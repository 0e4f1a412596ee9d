using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka.Catalog;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>The follower on the embedded broker, with the faults that only that one can have.</summary>
public sealed class CatalogFollowerTests : CatalogFollowerContract, IDisposable
{
    private const string Topic = "catalog";

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public void Dispose() => _broker.Dispose();

    protected override string Bootstrap => _broker.Bootstrap;

    protected override string NewName() => Topic;

    protected override Task<string> CreateTopicAsync(int partitions)
    {
        _broker.CreateTopic(Topic, partitions);
        return Task.FromResult(Topic);
    }

    [Fact]
    public async Task An_empty_topic_is_loaded_at_once()
    {
        using var follower = Follower(await CreateTopicAsync(partitions: 4));

        await follower.LoadAsync(CancellationToken.None).WaitAsync(Patience);

        follower.Table.Count.ShouldBe(0);
        Log.At(LogLevel.Warning).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_required_topic_that_is_missing_is_an_error_that_names_the_setting()
    {
        using var follower = Follower(Topic, required: true);

        var error = await Should.ThrowAsync<KafkaSetupException>(() => follower.LoadAsync(CancellationToken.None));

        error.Message.ShouldContain("'catalog' (Kafka:Catalog)");
        error.Message.ShouldContain(_broker.Bootstrap);
    }

    [Fact]
    public async Task A_broker_that_cannot_be_reached_is_told_with_the_setting_its_value_and_the_wait()
    {
        var options = Options(Topic);
        options.RequestTimeoutMs = 1500;
        _broker.SetDown();
        using var follower = new CatalogFollower(options, Log);

        var error = await Should.ThrowAsync<KafkaSetupException>(() => follower.LoadAsync(CancellationToken.None));

        error.Message.ShouldMatch(
            $@"at {_broker.Bootstrap} \(Kafka:Bootstrap\) within \d+\.\d s \(Kafka:RequestTimeoutMs=1500\)");
    }

    [Fact]
    public async Task It_goes_on_after_the_broker_was_away()
    {
        using var producer = new TestProducer(_broker.Bootstrap, await CreateTopicAsync(partitions: 1));
        producer.Put("first");
        producer.Flush();
        using var follower = Follower(Topic);
        await follower.LoadAsync(CancellationToken.None);
        follower.Follow();

        _broker.SetDown();
        producer.Put("second");
        _broker.SetUp();
        producer.Flush();

        SpinWait.SpinUntil(() => follower.Table.Count == 2, Patience).ShouldBeTrue();
    }

    [Fact]
    public async Task A_topic_that_appears_later_is_found()
    {
        var clock = new ManualTimeProvider();
        using var follower = Follower(Topic, time: clock);
        await follower.LoadAsync(CancellationToken.None);
        follower.Follow();
        using var producer = new TestProducer(_broker.Bootstrap, await CreateTopicAsync(partitions: 2));
        producer.Put("late");
        producer.Flush();
        follower.Table.Count.ShouldBe(0);

        clock.Advance(CatalogFollower.CheckEvery);

        SpinWait.SpinUntil(() => follower.Table.Count == 1, Patience).ShouldBeTrue();
    }

    [Fact]
    public void It_may_be_disposed_twice_and_without_a_load()
    {
        var follower = Follower(Topic);
        follower.Follow();

        follower.Dispose();
        follower.Dispose();

        Should.Throw<ObjectDisposedException>(follower.Follow);
    }
}
