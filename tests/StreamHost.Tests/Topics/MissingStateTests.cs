using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.EndToEnd;

namespace StreamReco.StreamHost.Tests.Topics;

/// <summary>A group whose offsets are committed and whose state is not in the database that the settings name.</summary>
public sealed class MissingStateTests : IDisposable
{
    private const int Partitions = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly PathTopics _topics = new("clicks", "catalog", "recommendations", "rejected");

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_node_whose_state_is_elsewhere_says_so_once_with_the_setting_and_one_whose_state_is_there_does_not()
    {
        foreach (var topic in new[] { _topics.Clicks, _topics.Catalog, _topics.Recommendations, _topics.Rejected })
        {
            _broker.CreateTopic(topic, Partitions);
        }

        var right = Harness("state.db");
        PathClicks.Make(count: 200, users: 40, seed: 13).Write(right.Options.Kafka, _topics.Clicks);
        await right.RunToTheEndAsync();
        await right.RunToTheEndAsync();
        var wrong = Harness(Path.Combine("typo", "other.db"));

        await wrong.RunToTheEndAsync();

        Missing(right).ShouldBeEmpty();
        var line = Missing(wrong).ShouldHaveSingleItem();
        line.ShouldContain($"State:Connection={Path.Combine(_folder.Path, "typo", "other.db")}, although group 'elsewhere' has committed offset");
        line.ShouldContain("stop this node and correct the setting");
    }

    private static string[] Missing(PathHarness harness) =>
        [.. harness.Logs.OwnWarnings.Where(line => line.Contains("there is no state at", StringComparison.Ordinal))];

    private PathHarness Harness(string state)
    {
        var harness = new PathHarness(_broker.Bootstrap, "elsewhere", _topics, Path.Combine(_folder.Path, state));
        harness.Options.Kafka.Delivery = KafkaOptions.AtLeastOnce; // the embedded broker forgets offsets of transactions
        return harness;
    }
}
