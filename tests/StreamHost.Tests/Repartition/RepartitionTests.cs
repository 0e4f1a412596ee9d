using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Tests.EndToEnd;

namespace StreamReco.StreamHost.Tests.Repartition;

public sealed class RepartitionTests : IDisposable
{
    private const int Partitions = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public RepartitionTests()
    {
        foreach (var topic in new[] { "clicks", "by-user", "recommendations", "rejected" })
        {
            _broker.CreateTopic(topic, Partitions);
        }

        _broker.CreateTopic("catalog", 1);
    }

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Clicks_keyed_by_session_are_answered_once_each_and_each_user_has_one_state()
    {
        var harness = Harness(repartition: true);
        var clicks = MisplacedClicks.Write(harness.Options.Kafka, "clicks", count: 3_000, seed: 4);

        var report = (await harness.RunToTheEndAsync()).Report();

        (report.Read, report.Applied, report.Duplicate, report.RejectedTotal)
            .ShouldBe((3_000, clicks.Good, clicks.Duplicates, clicks.Malformed));
        (report.Carried, report.SplitUsers.Found).ShouldBe((3_000, 0));
        report.SplitUsers.Sampled.ShouldBeGreaterThan(0);
        var output = await harness.OutputAsync();
        output.AnswerIds.ToHashSet().SetEquals((await ExpectedPath.ReadAsync(_broker.Bootstrap, "by-user")).Answers).ShouldBeTrue();
        output.RejectedAt.ToHashSet().SetEquals((await harness.ExpectedAsync()).Malformed).ShouldBeTrue();
        PathOutput.RepeatedIn([.. output.AnswerIds]).ShouldBeEmpty();
        output.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_it_users_in_several_partitions_are_noticed_said_once_and_reported()
    {
        var harness = Harness(repartition: false);
        MisplacedClicks.Write(harness.Options.Kafka, "clicks", count: 3_000, seed: 4);

        var report = (await harness.RunToTheEndAsync()).Report();

        report.SplitUsers.Found.ShouldBeGreaterThan(10);
        report.Carried.ShouldBeNull();
        harness.Logs.OwnWarnings.Where(line => line.Contains("have another state in another partition")).ShouldHaveSingleItem();
        harness.Logs.OwnWarnings.ShouldAllBe(line => line.Contains("--repartition (Kafka:Repartition)"));
    }

    private PathHarness Harness(bool repartition)
    {
        var topics = new PathTopics("clicks", "catalog", "recommendations", "rejected");
        var harness = new PathHarness(_broker.Bootstrap, "g", topics, Path.Combine(_folder.Path, "state.db"));
        (harness.Options.Kafka.Repartition, harness.Options.Kafka.ByUser) = (repartition, "by-user");
        return harness;
    }
}
