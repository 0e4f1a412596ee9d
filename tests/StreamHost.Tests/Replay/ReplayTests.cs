using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Replay;

public sealed class ReplayTests : IDisposable
{
    private const int Seed = 11;

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly ReplayScene _scene;

    public ReplayTests()
    {
        _scene = new ReplayScene(_broker.Bootstrap, "t", _folder.Path);
        string[] topics =
            [_scene.Clicks, _scene.Live, _scene.Rejected, _scene.Output("a"), _scene.Output("b"), _scene.Output("r")];
        Array.ForEach(topics, topic => _broker.CreateTopic(topic, ReplayScene.Partitions));
        _broker.CreateTopic(_scene.Catalog, 1);
    }

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Two_replays_write_equal_bytes_and_hold_what_live_emitted()
    {
        var clicks = _scene.Write(3_000, Seed);
        await _scene.RunLiveAsync();

        var report = await _scene.ReportAsync("a", "--rejected-output", _scene.Output("r"));
        await _scene.ReplayAsync("b");

        report.GetProperty("applied").GetInt64().ShouldBe(clicks.Good);
        report.GetProperty("duplicate").GetInt64().ShouldBe(clicks.Duplicates);
        report.GetProperty("isFinished").GetBoolean().ShouldBeTrue();
        var first = await _scene.ReadAsync(_scene.Output("a"));
        first.Count.ShouldBe(clicks.Good);
        (await _scene.ReadAsync(_scene.Output("b"))).ShouldHoldTheSame(first);
        (await _scene.ReadAsync(_scene.Output("r"))).Count.ShouldBe(clicks.Malformed);
        var parity = await _scene.VerifyAsync("a");
        parity.ShouldBeFull();
        parity.Output.ShouldContain($"equal {clicks.Good:N0}, different 0, missing 0, extra 0");
    }

    [Fact]
    public async Task Without_the_key_of_the_erasures_nothing_is_made_and_it_is_said_once()
    {
        var key = Path.Combine(_folder.Path, "erasure.key");
        await File.WriteAllTextAsync(key, new string('k', 32));
        _broker.CreateTopic("t-erasures", 1);
        _scene.Write(20, Seed);
        string[] erasures = ["--set", "Kafka:Erasures=t-erasures"];
        var erased = await CommandLineRun.OfAsync(
        [
            "users", "erase", "u3", "--alone", "--bootstrap", _broker.Bootstrap, "--clicks", _scene.Clicks,
            "--set", $"Privacy:ErasureKeyFile={key}", .. erasures,
        ]);

        var run = await CommandLineRun.OfAsync(_scene.ReplayLine("none", erasures));

        erased.ExitCode.ShouldBe(ExitCode.Ok, erased.Error);
        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.ShouldHaveSingleItem().ShouldContain("Privacy:ErasureKeyFile is not set");
    }

    [Fact]
    public async Task Clicks_that_a_tick_released_are_answered_alike()
    {
        _scene.Write(1_500, Seed);
        string[] throttle = ["--emit-interval-ms", "5000"];
        await _scene.RunLiveAsync(throttle);

        await _scene.ReplayAsync("a", throttle);

        var parity = await _scene.VerifyAsync("a");
        parity.ShouldBeFull();
        (await _scene.ReadAsync(_scene.Live)).Count.ShouldBeInRange(150, 1_400); // the throttle was at work
    }

    [Fact]
    public async Task Only_answers_of_the_named_users_are_written_and_they_are_those_of_live()
    {
        _scene.Write(2_000, Seed);
        await _scene.RunLiveAsync();
        var users = Path.Combine(_folder.Path, "users.txt");
        await File.WriteAllLinesAsync(users, ["u3", "  u77 ", "", "nobody"]);

        await _scene.ReplayAsync("a", "--users", users);

        var answers = await _scene.ReadAsync(_scene.Output("a"));
        answers.Select(answer => answer.Key).Distinct().Order().ShouldBe(["u3", "u77"]);
        (await _scene.VerifyAsync("a", "--users", users)).ShouldBeFull();
        (await _scene.VerifyAsync("a")).ErrorLines.Single().ShouldContain("--users must say the same");
    }

    [Fact]
    public async Task Offsets_bound_every_partition()
    {
        _scene.Write(1_000, Seed);

        var report = await _scene.ReportAsync("a", "--from", "100", "--to", "150");

        report.GetProperty("read").GetInt64().ShouldBe(50 * ReplayScene.Partitions);
        report.GetProperty("of").GetInt64().ShouldBe(50 * ReplayScene.Partitions);
    }

    [Fact]
    public async Task Verification_fails_on_an_answer_that_the_replay_does_not_have()
    {
        _scene.Write(500, Seed);
        await _scene.RunLiveAsync();
        await _scene.ReplayAsync("a", "--to", "100");

        var inSpan = await _scene.VerifyAsync("a");
        var whole = await _scene.VerifyWholeAsync("a");

        inSpan.ShouldBeFull();
        whole.ExitCode.ShouldBe(ExitCode.Failure);
        whole.Output.ShouldContain("no parity");
    }

    [Theory]
    [InlineData("--from", "end", "--from is 'end'")]
    [InlineData("--to", "12:30", "--to is '12:30'")]
    [InlineData("--name", "a/b", "--name is 'a/b'")]
    [InlineData("--recommendations", "t-a", "--recommendations")]
    public async Task What_cannot_be_meant_is_said_before_anything_is_done(string option, string value, string says)
    {
        var run = await CommandLineRunOf(_scene.ReplayLine("a", option, value));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(says);
    }

    [Fact]
    public async Task The_live_topic_is_no_output()
    {
        var run = await CommandLineRunOf(
            _scene.ReplayLine("a", "--set", $"Kafka:Recommendations={_scene.Output("a")}"));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines.Single().ShouldContain("the topic of the live answers");
    }

    private static Task<Cli.CommandLineRun> CommandLineRunOf(string[] line) => Cli.CommandLineRun.OfAsync(line);
}
