using System.Text;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Repartition;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.StreamHost.Tests.Kafka;
using Xunit.Abstractions;

namespace StreamReco.StreamHost.Tests.Repartition;

[Collection(RealKafkaCollection.Name)]
public sealed class RepartitionKillTests(RealKafka kafka, ITestOutputHelper output) : IDisposable
{
    private const int Partitions = 3;
    private const int Seed = 3;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private static readonly Dictionary<string, string> _settings = new()
    {
        ["Snapshot:EveryMs"] = "50",
        ["Limits:BatchRecordsMax"] = "50",
        ["Limits:CommitRecordsMax"] = "100",
        ["Score:Provider"] = "cpu",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public Task Killed_in_the_middle_each_click_is_carried_once_and_states_are_those_of_clicks_keyed_by_user() =>
        KillAndCompareAsync(count: 4_000, kills: 1);

    [RealKafkaFact]
    [Trait("Length", "long")]
    public Task Killed_three_times_each_click_is_carried_once_and_states_are_those_of_clicks_keyed_by_user() =>
        KillAndCompareAsync(count: 12_000, kills: 3);

    /// <summary>Each user's clicks share a partition, though not that of the user's hash: so their order is known.</summary>
    private async Task KillAndCompareAsync(int count, int kills)
    {
        output.WriteLine($"seed {Seed}");
        var keyed = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var torn = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var byUser = kafka.NewName("by-user");
        var clicks = PathClicks.Make(count, users: 500, Seed);
        var options = new KafkaOptions { Bootstrap = kafka.Bootstrap };
        clicks.Write(options, keyed.Clicks);
        MisplacedClicks.Write(options, torn.Clicks, clicks, (user, _) => $"session of {user}");
        await RunToTheEndAsync("keyed", keyed);

        string[] repartition = ["--repartition", "--set", $"Kafka:ByUser={byUser}"];
        using (var carried = new GroupProgress(
            kafka.Bootstrap, Repartitioner.GroupOf(new KafkaOptions { Group = GroupOf("torn", torn) }), torn.Clicks, Partitions))
        {
            var random = new Random(Seed);
            foreach (var moment in Enumerable.Range(0, kills).Select(_ => random.Next(1, count * 9 / 10)).Order())
            {
                using var host = Start("torn", torn, repartition);
                var goal = Math.Max(carried.Committed() + 1, moment);
                await Waiting.UntilAsync($"{goal} carried", () => carried.Committed() >= goal || host.HasExited, _patience);
                host.HasExited.ShouldBeFalse(host.Error);
                await host.KillAsync();
            }
        }

        await RunToTheEndAsync("torn", torn, repartition);

        var there = await TopicReader.ReadAllAsync(kafka.Bootstrap, byUser);
        there.Count.ShouldBe(count);
        there.Select(record => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("streamreco-origin"))).Distinct().Count()
            .ShouldBe(count);
        there.Where(record => record.Message.Value[1] != ' ').GroupBy(record => Encoding.UTF8.GetString(record.Message.Key))
            .ShouldAllBe(user => user.Select(record => record.Partition.Value).Distinct().Count() == 1);
        var seen = await PathOutput.ReadAsync(kafka.Bootstrap, torn, checkEvery: 50);
        seen.AnswerIds.Count.ShouldBe(clicks.Good);
        seen.AnswerIds.ToHashSet().SetEquals((await ExpectedPath.ReadAsync(kafka.Bootstrap, byUser)).Answers).ShouldBeTrue();
        PathOutput.RepeatedIn(seen.RejectedAt).ShouldBeEmpty();
        seen.RejectedAt.ToHashSet().SetEquals((await ExpectedPath.ReadAsync(kafka.Bootstrap, torn.Clicks)).Malformed).ShouldBeTrue();
        var (tornUsers, keyedUsers) = (await DumpAsync("torn"), await DumpAsync("keyed"));
        tornUsers.SequenceEqual(keyedUsers).ShouldBeTrue("the users' states differ");
    }

    private async Task RunToTheEndAsync(string name, PathTopics topics, params string[] more)
    {
        using var host = Start(name, topics, more);
        (await host.EndAsync(_patience)).ShouldBe(0, host.Error);
    }

    private HostProcess Start(string name, PathTopics topics, params string[] more) => HostProcess.Start(
        _folder.Path, _settings,
        [
            "run", "--until-end", "--bootstrap", kafka.Bootstrap, "--group", GroupOf(name, topics),
            "--state", FileOf(name, "db"), "--model", PathModel.Directory, .. topics.Arguments, .. more,
        ]);

    private async Task<byte[]> DumpAsync(string name)
    {
        var file = FileOf(name, "ndjson");
        using var host = HostProcess.Start(
            _folder.Path, new Dictionary<string, string>(),
            "users", "dump", "--state", FileOf(name, "db"), "--model", PathModel.Directory, "--output", file);
        (await host.EndAsync(_patience)).ShouldBe(0, host.Error);
        return await File.ReadAllBytesAsync(file);
    }

    private static string GroupOf(string name, PathTopics topics) => name + topics.Recommendations;

    private string FileOf(string name, string kind) => Path.Combine(_folder.Path, $"{name}.{kind}");
}
