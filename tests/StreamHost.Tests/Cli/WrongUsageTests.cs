using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class WrongUsageTests
{
    [Fact]
    public async Task An_unknown_command_is_told_with_the_nearest_one()
    {
        var run = await CommandLineRun.OfAsync("versoin", "--quick");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines.ShouldBe(
        [
            "'versoin' is not a command of 'streamreco'; did you mean version?",
            "'streamreco --help' shows what it takes, with examples.",
        ]);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_option_is_told_with_the_nearest_one_and_its_value_is_passed_over()
    {
        var run = await CommandLineRun.OfAsync("version", "--confg", "some.json");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines.ShouldBe(
        [
            "'--confg' is not an option of 'streamreco version'; did you mean --config?",
            "'streamreco version --help' shows what it takes, with examples.",
        ]);
    }

    [Fact]
    public async Task A_name_that_is_like_no_other_gets_no_guess()
    {
        var run = await CommandLineRun.OfAsync("version", "--zzzzzz");

        run.ErrorLines[0].ShouldBe("'--zzzzzz' is not an option of 'streamreco version'.");
    }

    [Theory]
    [InlineData("--output", "simulate", "--events", "3", "--output", "-")]
    [InlineData("--catalog-output", "simulate", "--events", "3", "--output", "clicks.ndjson", "--catalog-output", "-")]
    [InlineData("--output", "backup", "--output", "-")]
    public async Task A_dash_makes_no_file_of_that_name(string option, params string[] args)
    {
        var run = await CommandLineRun.OfAsync(args);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[0].ShouldStartWith($"{option} is '-'; it must be the name of a file");
        File.Exists("-").ShouldBeFalse();
    }

    [Theory]
    [InlineData("--events is '0'; it must be 1 or more.", "simulate", "--events", "0")]
    [InlineData("--rate is '-1'; it must be 0 or more.", "simulate", "--rate", "-1")]
    [InlineData("--partitions is '0'; it must be 1 or more.", "topics", "create", "--partitions", "0")]
    public async Task A_number_out_of_its_range_is_told_with_the_range(string line, params string[] args)
    {
        var run = await CommandLineRun.OfAsync(args);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[0].ShouldBe(line);
    }

    [Theory]
    [InlineData("--rate is 'abc'; it must be a number.", "simulate", "--rate", "abc")]
    [InlineData("--events is '1.5'; it must be a whole number.", "simulate", "--events", "1.5")]
    [InlineData("--from is 'yesterday'; it must be a time such as 2026-03-01T12:00:00Z.", "train", "--from-kafka", "--from", "yesterday")]
    [InlineData("'bsh' must be one of bash, zsh, fish; did you mean bash?", "completion", "bsh")]
    [InlineData("'jsno' must be one of table, json; did you mean json?", "lag", "--output", "jsno")]
    public async Task A_value_of_another_kind_is_told_in_words_and_not_in_types(string line, params string[] args)
    {
        var run = await CommandLineRun.OfAsync(args);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[0].ShouldBe(line);
        run.ErrorLines.Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_word_where_a_number_belongs_is_told_once()
    {
        var run = await CommandLineRun.OfAsync("simulate", "--events", "many");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines.Length.ShouldBe(2);
        run.ErrorLines[0].ShouldContain("many");
        run.ErrorLines[0].ShouldContain("--events");
    }

    [Fact]
    public async Task The_version_names_the_native_parts()
    {
        var run = await CommandLineRun.OfAsync("version");

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.Output.ShouldMatch(@"(?s)streamreco +\d+\.\d+.*librdkafka +2\.16\.0.*ONNX Runtime +1\.31\.1.*\.NET +10\.");
    }
}
