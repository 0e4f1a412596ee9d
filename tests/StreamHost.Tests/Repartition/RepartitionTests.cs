using StreamReco.StreamHost.Kafka;
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
        var rig = Rig(repartition: true);
        var clicks = MisplacedClicks.Write(rig.Options.Kafka, "clicks", count: 3_000, seed: 4);

        var report = (await rig.RunToTheEndAsync()).Report();

        (report.Read, report.Applied, report.Duplicate, report.RejectedTotal)
            .ShouldBe((3_000, clicks.Good, clicks.Duplicates, clicks.Malformed));
        (report.Carried, report.SplitUsers.Found).ShouldBe((3_000, 0));
        report.SplitUsers.Sampled.ShouldBeGreaterThan(0);
        var output = await rig.OutputAsync();
        output.AnswerIds.ToHashSet().SetEquals((await ExpectedPath.ReadAsync(_broker.Bootstrap, "by-user")).Answers).ShouldBeTrue();
        output.RejectedAt.ToHashSet().SetEquals((await rig.ExpectedAsync()).Malformed).ShouldBeTrue();
        PathOutput.RepeatedIn([.. output.AnswerIds]).ShouldBeEmpty();
        output.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_it_users_in_several_partitions_are_noticed_said_once_and_reported()
    {
        var rig = Rig(repartition: false);
        MisplacedClicks.Write(rig.Options.Kafka, "clicks", count: 3_000, seed: 4);

        var report = (await rig.RunToTheEndAsync()).Report();

        report.SplitUsers.Found.ShouldBeGreaterThan(10);
        report.Carried.ShouldBeNull();
        rig.Logs.OwnWarnings.ShouldHaveSingleItem().ShouldContain("--repartition (Kafka:Repartition)");
    }

    private PathRig Rig(bool repartition)
    {
        var topics = new PathTopics("clicks", "catalog", "recommendations", "rejected");
        var rig = new PathRig(_broker.Bootstrap, "g", topics, Path.Combine(_folder.Path, "state.db"));
        (rig.Options.Kafka.Repartition, rig.Options.Kafka.ByUser) = (repartition, "by-user");
        return rig;
    }
}
