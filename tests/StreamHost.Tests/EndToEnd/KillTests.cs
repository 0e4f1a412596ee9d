using System.Globalization;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.Kafka;
using Xunit.Abstractions;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>
/// Exactly once, shown on processes that die: <c>STREAMRECO_KILLS</c>, <c>STREAMRECO_KILL_CLICKS</c> and
/// <c>STREAMRECO_KILL_SEED</c> change size and moments of the long one.
/// </summary>
[Collection(RealKafkaCollection.Name)]
public sealed class KillTests(RealKafka kafka, ITestOutputHelper output) : IDisposable
{
    private const int Partitions = 4;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    /// <summary>Many small commits and snapshots, so that a kill meets every state of them.</summary>
    private static readonly Dictionary<string, string> _settings = new()
    {
        ["Snapshot:EveryMs"] = "50",
        ["Limits:BatchRecordsMax"] = "100",
        ["Limits:CommitRecordsMax"] = "200",
        ["Score:Provider"] = "cpu",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public Task A_run_killed_twice_ends_as_if_it_had_never_been_killed() => KillAndCompareAsync(kills: 2, clicks: 8_000, seed: 1);

    [RealKafkaFact]
    [Trait("Length", "long")]
    public Task A_run_killed_at_random_moments_ends_as_if_it_had_never_been_killed() => KillAndCompareAsync(
        FromEnvironment("STREAMRECO_KILLS", 8), FromEnvironment("STREAMRECO_KILL_CLICKS", 40_000), FromEnvironment("STREAMRECO_KILL_SEED", 1));

    private async Task KillAndCompareAsync(int kills, int clicks, int seed)
    {
        output.WriteLine($"STREAMRECO_KILLS={kills} STREAMRECO_KILL_CLICKS={clicks} STREAMRECO_KILL_SEED={seed}");
        var calm = await PathTopics.CreateAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        var torn = await calm.WithNewOutputsAsync((prefix, n) => kafka.CreateTopicAsync(prefix, n), Partitions);
        PathClicks.Make(clicks, users: 2_000, seed, duplicates: 0.02, malformed: 0.01)
            .Write(new KafkaOptions { Bootstrap = kafka.Bootstrap }, calm.Clicks);
        var expected = await ExpectedPath.ReadAsync(kafka.Bootstrap, calm.Clicks);

        await RunToTheEndAsync("calm", calm);
        foreach (var moment in KillMoment.Plan(kills, expected.Read, Partitions, seed))
        {
            await RunAndKillAsync("torn", torn, moment);
        }

        await RunToTheEndAsync("torn", torn);

        Report("torn").ShouldBe(expected);
        Report("calm").ShouldBe(expected);
        (await PathOutput.ReadAsync(kafka.Bootstrap, calm, checkEvery: 50)).ShouldBe(expected);
        (await PathOutput.ReadAsync(kafka.Bootstrap, torn, checkEvery: 50)).ShouldBe(expected);
        var (tornUsers, calmUsers) = (await DumpAsync("torn"), await DumpAsync("calm"));
        tornUsers.SequenceEqual(calmUsers).ShouldBeTrue("the users' states differ");
    }

    private async Task RunToTheEndAsync(string name, PathTopics topics)
    {
        using var host = Start(name, topics, "--report", FileOf(name, "json"));
        (await host.EndAsync(_patience)).ShouldBe(0, host.Error);
    }

    private async Task RunAndKillAsync(string name, PathTopics topics, KillMoment moment)
    {
        using var progress = new GroupProgress(kafka.Bootstrap, GroupOf(name, topics), topics.Clicks, Partitions);
        var before = progress.Committed();
        using var host = Start(name, topics);
        var goal = Math.Max(before + 1, moment.Committed ?? 0);
        await Waiting.UntilAsync(
            $"{moment} of {name}", () => Passed(host, moment, () => progress.Committed() >= goal), _patience);
        await host.KillAsync();
        output.WriteLine($"{moment}: killed at {progress.Committed()} after {before}");
    }

    /// <summary>Whether the moment has come; a host that ended by itself came to no moment.</summary>
    private static bool Passed(HostProcess host, KillMoment moment, Func<bool> hasMoved)
    {
        host.HasExited.ShouldBeFalse(host.Error);
        return moment.Committed is not null
            ? hasMoved()
            : host.Error.Split(moment.Line, StringSplitOptions.None).Length - 1 >= moment.Lines;
    }

    private HostProcess Start(string name, PathTopics topics, params string[] more) => HostProcess.Start(
        _folder.Path, _settings,
        [
            "run", "--until-end", "--bootstrap", kafka.Bootstrap, "--group", GroupOf(name, topics),
            "--state", FileOf(name, "db"), "--model", PathModel.Directory,
            .. topics.Arguments, .. more,
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

    private PathReport Report(string name) => PathReport.Of(FileOf(name, "json"));

    private string FileOf(string name, string kind) => Path.Combine(_folder.Path, $"{name}.{kind}");

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value : otherwise;
}
