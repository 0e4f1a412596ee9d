using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class KafkaCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_simulated_into_a_topic_can_be_trained_from_by_the_pipeline_s_rules()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("clicks", 3);
        broker.CreateTopic("catalog", 1);
        var model = Path.Combine(_folder.Path, "model");

        var simulated = await CommandLineRun.OfAsync(
            "simulate", "--bootstrap", broker.Bootstrap, "--events", "4000", "--users", "200", "--items", "100",
                "--seed", "5",
            "--malformed-share", "0.05", "--duplicate-share", "0.05");
        var trained = await CommandLineRun.OfAsync(
            "train", "--from-kafka", "--bootstrap", broker.Bootstrap, "--output", model, "--dimensions", "4",
                "--epochs", "1");

        simulated.ExitCode.ShouldBe(ExitCode.Ok, simulated.Error);
        simulated.Output.ShouldContain($"written   4,000 records to topic clicks on {broker.Bootstrap}");
        trained.ExitCode.ShouldBe(ExitCode.Ok, trained.Error);
        Number(trained.Output, "duplicate").ShouldBe(Number(simulated.Output, "duplicate"));
        Number(trained.Output, "malformed").ShouldBeGreaterThan(0);
        var loaded = ModelArtifactLoader.Load(model);
        loaded.Manifest.Training.Sources.ShouldBe(["kafka:clicks"]);
        loaded.ItemInfo.ShouldAllBe(item => item.Category != null); // the catalog topic was joined
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_file()
    {
        string[] paths =
            [Path.Combine(_folder.Path, "a"), Path.Combine(_folder.Path, "b"), Path.Combine(_folder.Path, "c")];
        string[] seeds = ["3", "3", "4"];
        for (var i = 0; i < paths.Length; i++)
        {
            var run = await CommandLineRun.OfAsync("simulate", "-o", paths[i], "--events", "500", "--seed", seeds[i]);
            run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        }

        var first = await File.ReadAllBytesAsync(paths[0]);
        first.Count(b => b == (byte)'\n').ShouldBe(500);
        (await File.ReadAllBytesAsync(paths[1])).ShouldBe(first);
        (await File.ReadAllBytesAsync(paths[2])).ShouldNotBe(first);
    }

    [Fact]
    public async Task A_simulated_file_can_be_trained_from()
    {
        var file = Path.Combine(_folder.Path, "clicks.ndjson");
        await CommandLineRun.OfAsync("simulate", "-o", file, "--events", "2000", "--items", "100", "--users", "100");

        var run = await CommandLineRun.OfAsync(
            "train", file, "--output", Path.Combine(_folder.Path, "model"), "--dimensions", "4", "--epochs", "1");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
    }

    [Fact]
    public async Task A_missing_topic_is_one_line_that_says_how_to_make_it()
    {
        using var broker = EmbeddedBroker.Start();

        var run = await CommandLineRun.OfAsync("simulate", "--bootstrap", broker.Bootstrap, "--events", "10");

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.Single().ShouldContain("Topic 'clicks' (Kafka:Clicks) is not there");
        run.ErrorLines.Single().ShouldContain("streamreco topics create");
    }

    [Theory]
    [InlineData("simulate", "--events", "10")]
    [InlineData("train", "--from-kafka")]
    [InlineData("topics", "create")]
    public async Task An_unreachable_broker_is_told_in_a_last_line_that_names_the_setting_and_its_value(params string[] command)
    {
        using var closed = new ClosedPort();
        var bootstrap = closed.Address;

        var run =
            await CommandLineRun.OfAsync([.. command, "--bootstrap", bootstrap, "--set", "Kafka:RequestTimeoutMs=500"]);

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines[^1].ShouldContain($"{bootstrap} (Kafka:Bootstrap)"); // on a slow machine it was said before that it waits
    }

    [Theory]
    [InlineData("train")]
    [InlineData("train", "clicks.txt", "--from-kafka")]
    public async Task Training_takes_files_or_the_topic(params string[] args)
    {
        var run = await CommandLineRun.OfAsync(args);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[0].ShouldBe("name click files, --from-kafka or --from-lake; one of the three.");
    }

    /// <summary>The number of the line that names <paramref name="word"/>.</summary>
    private static long Number(string output, string word) => long.Parse(
        string.Concat(
            output.Split('\n').First(line => line.Contains(word, StringComparison.Ordinal)).Where(char.IsAsciiDigit)));
}
