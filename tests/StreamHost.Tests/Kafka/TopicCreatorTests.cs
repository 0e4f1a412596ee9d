using StreamReco.Stages;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>The creator on the embedded broker, which has no request to create topics.</summary>
public sealed class TopicCreatorTests : IDisposable
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly RecordedLog<TopicCreator> _log = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Topics_that_are_there_are_reported_and_left_as_they_are()
    {
        foreach (var topic in (string[])["clicks", "catalog", "recommendations", "clicks.rejected"])
        {
            _broker.CreateTopic(topic, topic == "clicks" ? 3 : 2);
        }

        var reports = await Creator().CreateAsync(new TopicPlan(Partitions: 2), CancellationToken.None);

        reports.Select(report => report.Topic).ShouldBe(["clicks", "catalog", "recommendations", "clicks.rejected"]);
        reports.ShouldAllBe(report => !report.Created);
        reports.Select(report => report.Partitions).ShouldBe([3, 2, 2, 2]);
        reports[0].Warnings.ShouldHaveSingleItem().ShouldContain("has 3 partitions, not 2");
        reports.Skip(1).ShouldAllBe(report => report.Warnings.Count == 0);
    }

    [Fact]
    public async Task A_broker_that_cannot_create_topics_is_told_by_its_setting()
    {
        var error = await Should.ThrowAsync<KafkaSetupException>(
            () => Creator().CreateAsync(new TopicPlan(Partitions: 2), CancellationToken.None));

        error.Message.ShouldContain($"{_broker.Bootstrap} (Kafka:Bootstrap)");
    }

    [Fact]
    public async Task A_broker_that_cannot_be_reached_is_told_with_the_setting_its_value_and_the_wait()
    {
        _broker.SetDown();

        var error = await Should.ThrowAsync<KafkaSetupException>(
            () => Creator(requestTimeoutMs: 1500).CreateAsync(new TopicPlan(Partitions: 2), CancellationToken.None));

        error.Message.ShouldContain($"No Kafka broker answered at {_broker.Bootstrap} (Kafka:Bootstrap) within ");
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_asked_again_until_the_wait_is_over()
    {
        var started = TimeProvider.System.GetTimestamp();
        using var closed = new ClosedPort();
        var creator = Creator(requestTimeoutMs: 1500, closed.Address);

        var error = await Should.ThrowAsync<KafkaSetupException>(
            () => creator.CreateAsync(new TopicPlan(Partitions: 2), CancellationToken.None));

        error.Message.ShouldContain("(Kafka:RequestTimeoutMs=1500)");
        TimeProvider.System.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(1400));
    }

    [Fact]
    public async Task Asking_ends_when_it_is_cancelled()
    {
        _broker.SetDown();
        using var cancel = new CancellationTokenSource();
        var asking = Creator(requestTimeoutMs: 600_000).CreateAsync(new TopicPlan(Partitions: 2), cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private TopicCreator Creator(int requestTimeoutMs = 2_000, string? bootstrap = null) => new(
        new KafkaOptions { Bootstrap = bootstrap ?? _broker.Bootstrap, RequestTimeoutMs = requestTimeoutMs },
        new LimitOptions(), _log, TimeProvider.System);
}
