using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Erasures;

/// <summary>Training on a span of the topic that ends before an erasure: only a real broker finds offsets by times.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class TrainingAfterErasureTests(RealKafka kafka) : IDisposable
{
    /// <summary>After the simulated clicks, before any erasure.</summary>
    private const string Behind = "2026-06-01T00:00:00Z";

    private readonly TemporaryFolder _folder = new();
    private string[] _topics = [];

    private string Model => Path.Combine(_folder.Path, "model");

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task A_user_who_is_erased_behind_the_span_is_left_out_and_who_it_is_needs_the_key()
    {
        var key = Path.Combine(_folder.Path, "erasure.key");
        await File.WriteAllTextAsync(key, new string('k', 32));
        string[] withKey = ["--set", $"Privacy:ErasureKeyFile={key}"];
        await CreateTopicsAsync();
        (await RunAsync("simulate", "--events", "1500", "--users", "100", "--items", "100", "--seed", "5", "--start", "2026-01-05T00:00:00Z")).ExitCode.ShouldBe(ExitCode.Ok);
        (await TrainAsync()).ExitCode.ShouldBe(ExitCode.Ok);
        var before = LeftOut();
        (await RunAsync(["users", "erase", "u000001", "--alone", .. withKey])).ExitCode.ShouldBe(ExitCode.Ok);
        (await TrainAsync()).ExitCode.ShouldBe(ExitCode.Ok);
        var whole = LeftOut();

        var refused = await TrainAsync("--to", Behind);
        var clipped = await TrainAsync(["--to", Behind, .. withKey]);

        (before, whole > 0).ShouldBe((0, true));
        refused.ExitCode.ShouldBe(ExitCode.Failure);
        refused.Error.ShouldContain("Privacy:ErasureKeyFile is not set");
        clipped.ExitCode.ShouldBe(ExitCode.Ok, clipped.Error);
        LeftOut().ShouldBe(whole);
    }

    private async Task CreateTopicsAsync()
    {
        Dictionary<string, string> kept = new() { ["retention.ms"] = "-1" }; // the clicks are of January
        var (clicks, catalog) = (await kafka.CreateTopicAsync("clicks", 2, kept), await kafka.CreateTopicAsync("catalog", 1));
        _topics = ["--set", $"Kafka:Clicks={clicks}", "--set", $"Kafka:Catalog={catalog}", "--set", $"Kafka:Erasures={clicks}.erasures"];
    }

    private long LeftOut() => ModelArtifactLoader.LoadManifest(Model).Training.Origin!.LeftOut.GetValueOrDefault("of erased users");

    private Task<CommandLineRun> TrainAsync(params string[] more) => RunAsync(
        ["train", "--from-kafka", "--output", Model, "--algorithm", "ials", "--dimensions", "4", "--epochs", "1", .. more]);

    private Task<CommandLineRun> RunAsync(params string[] args) =>
        CommandLineRun.OfAsync([.. args, "--bootstrap", kafka.Bootstrap, .. _topics]);
}
