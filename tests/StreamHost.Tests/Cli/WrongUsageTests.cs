using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class WrongUsageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
    [InlineData("'--colums' is not an option of 'streamreco train'; did you mean --columns?", "train", "--colums", "user=a", "x.csv")]
    [InlineData("'--colums' is not an option of 'streamreco train'; did you mean --columns?", "train", "x.csv", "--colums=user=a")]
    [InlineData("'--foo' is not an option of 'streamreco tune'.", "tune", "x.csv", "--foo")]
    [InlineData("'--foo' is not an option of 'streamreco experiments assign'.", "experiments", "assign", "x.json", "--foo")]
    [InlineData("'--foo' is not an option of 'streamreco experiments create'.", "experiments", "create", "x", "a=0.5", "b=0.5", "--foo", "1")]
    [InlineData("'--row' is not an option of 'streamreco lake sql'; did you mean --rows?", "lake", "sql", "select 1", "--row", "3")]
    [InlineData("'--grup' is not an option of 'streamreco users show'; did you mean --group?", "users", "show", "--grup", "a")]
    [InlineData("'-x' is not an option of 'streamreco validate'.", "validate", "-x")]
    [InlineData("--settings needs a value; '--output', which follows it, is an option.", "train", "--settings", "--output", "x")]
    [InlineData("--settings needs a value.", "train", "--settings")]
    [InlineData("--by needs a value; '--node', which follows it, is an option.", "bots", "release", "u42", "--by", "--node", "h:1")]
    [InlineData("'streamreco config' needs a command: show.", "config")]
    [InlineData("USER is missing.", "users", "show")]
    [InlineData("'more' is one word too many for 'streamreco version'.", "version", "more")]
    public async Task An_option_is_never_taken_for_a_value(string line, params string[] args)
    {
        var run = await CommandLineRun.OfAsync(args);

        run.ExitCode.ShouldBe(ExitCode.Usage, run.Error);
        run.ErrorLines[0].ShouldBe(line);
        run.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("train", "--", "--x.csv")]
    [InlineData("train", "-1.csv")]
    public async Task A_value_that_begins_with_a_dash_is_taken_after_two_dashes_or_where_a_digit_follows(params string[] args)
    {
        var run = await CommandLineRun.OfAsync(args);

        run.ErrorLines.ShouldBe([$"FILE is '{args[^1]}'; there is no such file."]);
    }

    [Theory]
    [InlineData("--columns: 'usr=user' is not", "--columns", "usr=user")]
    [InlineData("--columns: user=9, but the columns go from 1 to 3", "--columns", "user=9,item=2,time=3")]
    [InlineData("--events: 'buy=purchas' is not", "--events", "buy=purchas")]
    public async Task A_value_of_an_option_that_fits_no_file_ends_as_wrong_usage(string begin, params string[] args)
    {
        var file = Path.Combine(_folder.Path, "clicks.csv");
        await File.WriteAllTextAsync(file, "user,item,time\nu,i,2026-01-01T00:00:00Z\n");

        var run = await CommandLineRun.OfAsync(["train", file, .. args]);

        run.ExitCode.ShouldBe(ExitCode.Usage, run.Error);
        run.ErrorLines.ShouldHaveSingleItem().ShouldStartWith(begin);
    }

    [Theory]
    [InlineData("Window:AllowedLatenessMs", "(--set)", "config", "show", "--set", "Window:AllowedLatenessMs=-5")]
    [InlineData("Kafka:Delivery", "(--delivery)", "run", "--delivery", "maybe")]
    [InlineData("Http:Port", "(--http-port)", "run", "--http-port", "99999")]
    public async Task A_setting_out_of_its_range_is_told_with_the_place_that_sets_it(string key, string place, params string[] args)
    {
        var run = await CommandLineRun.OfAsync(args);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[0].ShouldStartWith(key);
        run.ErrorLines[0].ShouldContain(place);
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
    [InlineData("--partitions is '0'; it must be 1 or more.", "demo", "--partitions", "0")]
    [InlineData("--dimensions is '0'; it must be 1 to 256.", "train", "x.csv", "--dimensions", "0")]
    [InlineData("--epochs is '0'; it must be 1 or more.", "train", "x.csv", "--epochs", "0")]
    [InlineData("--threads is '-3'; it must be 0 or more.", "train", "x.csv", "--threads", "-3")]
    [InlineData("--regularization is '0'; it must be above 0.", "train", "x.csv", "--regularization", "0")]
    [InlineData("--users is '0'; it must be 1 to 10000000.", "simulate", "--users", "0")]
    [InlineData("--malformed-share is '2'; it must be 0 to 0.5.", "simulate", "--malformed-share", "2")]
    [InlineData("--lift is '-1'; it must be above 0; a fall of the same size takes as many users.", "experiments", "plan", "x.csv", "--lift", "-1")]
    [InlineData("--name is ''; it must have a character.", "train", "x.csv", "--name", "")]
    public async Task A_number_out_of_its_range_is_told_with_the_range(string line, params string[] args)
    {
        var run = await CommandLineRun.OfAsync(args);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[0].ShouldBe(line);
    }

    [Theory]
    [InlineData("--rate is 'abc'; it must be a number.", "simulate", "--rate", "abc")]
    [InlineData("--events is '1.5'; it must be a whole number.", "simulate", "--events", "1.5")]
    [InlineData("--as-of is 'tomorrow'; it must be a day such as 2026-03-01.", "retention", "plan", "--as-of", "tomorrow")]
    [InlineData("--rule is 'weekly'; it must be one of fixed, group_sequential, anytime, group-sequential.", "experiments", "compare", "x.csv", "--rule", "weekly")]
    [InlineData("--from is 'yesterday'; it must be a time such as 2026-03-01T12:00:00Z.", "train", "--from-kafka", "--from", "yesterday")]
    [InlineData("SHELL is 'bsh'; it must be one of bash, zsh, fish; did you mean bash?", "completion", "bsh")]
    [InlineData("--output is 'jsno'; it must be one of table, json; did you mean json?", "lag", "--output", "jsno")]
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
