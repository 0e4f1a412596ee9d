using Confluent.Kafka;
using Microsoft.Data.Sqlite;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Upgrades;

/// <summary>
/// A state database that the release before the Akka.NET engine wrote: <c>state-schema-1.sql</c> is its content as
/// SQL, after the first 300 of 400 clicks.
/// </summary>
[Collection(RealKafkaCollection.Name)]
public sealed class EarlierStateTests(RealKafka kafka) : IDisposable
{
    private const int Partitions = 2;
    private const int ClicksBefore = 300;

    /// <summary>The offsets up to which that release had committed.</summary>
    private static readonly long[] _committed = [144, 156];

    private readonly TemporaryFolder _folder = new();
    private readonly PathClicks _clicks = PathClicks.Make(count: 400, users: 40, seed: 1);

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task A_node_goes_on_from_the_state_of_the_release_before_as_if_it_had_read_every_click_itself()
    {
        var topics = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var upgraded = Harness("upgraded", topics);
        var fresh = Harness("fresh", await topics.WithNewOutputsAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions));
        _clicks.Write(upgraded.Options.Kafka, topics.Clicks, ..ClicksBefore);
        await RestoreAsync(upgraded);
        CommitAsThatReleaseDid(upgraded);
        using (var progress = upgraded.Progress(Partitions))
        {
            progress.Ends().ShouldBe(_committed, "the clicks are not those that the state was made of");
        }

        _clicks.Write(upgraded.Options.Kafka, topics.Clicks, ClicksBefore..);
        await upgraded.RunToTheEndAsync();
        await fresh.RunToTheEndAsync();

        (await DumpAsync(upgraded)).ShouldBe(await DumpAsync(fresh));
        var all = await fresh.OutputAsync();
        all.ShouldBe(await fresh.ExpectedAsync());
        (await upgraded.OutputAsync()).AnswerIds.Order().ShouldBe(all.AnswerIds.Where(IsNew).Order());
    }

    private static bool IsNew(string answerId)
    {
        var parts = answerId.Split('-');
        return long.Parse(parts[1], null) >= _committed[int.Parse(parts[0], null)];
    }

    private PathHarness Harness(string name, PathTopics topics) =>
        new(kafka.Bootstrap, name + topics.Recommendations, topics, Path.Combine(_folder.Path, $"{name}.db"));

    private static async Task RestoreAsync(PathHarness harness)
    {
        var sql = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Upgrades", "state-schema-1.sql"));
        await using var database = new SqliteConnection($"Data Source={harness.Options.State.Connection};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql
            .Replace("{group}", harness.Options.Kafka.Group, StringComparison.Ordinal)
            .Replace("{clicks}", harness.Topics.Clicks, StringComparison.Ordinal);
        await command.ExecuteNonQueryAsync();
    }

    private static void CommitAsThatReleaseDid(PathHarness harness)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = harness.Options.Kafka.Bootstrap,
            GroupId = harness.Options.Kafka.Group,
            EnableAutoCommit = false,
        }).Build();
        consumer.Commit(_committed.Select((offset, partition) => new TopicPartitionOffset(harness.Topics.Clicks, partition, offset)));
    }

    private async Task<string> DumpAsync(PathHarness harness)
    {
        var file = harness.Options.State.Connection + ".ndjson";
        using var host = HostProcess.Start(
            _folder.Path, new Dictionary<string, string>(),
            "users", "dump", "--state", harness.Options.State.Connection, "--model", PathModel.Directory, "--output", file);
        (await host.EndAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, host.Error);
        return await File.ReadAllTextAsync(file);
    }
}
