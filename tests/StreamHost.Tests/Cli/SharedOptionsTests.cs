using System.CommandLine;
using StreamReco.StreamHost.Cli;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class SharedOptionsTests
{
    private static readonly string[] _shared = ["--bootstrap", "--group", "--clicks", "--state"];
    private static readonly string[] _without = ["demo", "completion", "version"];

    [Fact]
    public void Every_command_takes_the_options_that_say_which_pipeline_is_meant()
    {
        foreach (var command in Commands(CommandTree.Build()).Where(command => !_without.Contains(command.Name)))
        {
            _shared.Except(command.Options.Select(option => option.Name)).ShouldBeEmpty(command.Name);
        }
    }

    [Theory]
    [InlineData("validate", true)]
    [InlineData("contracts check", true)]
    [InlineData("lake sql", true)]
    [InlineData("quality apply", false)]
    [InlineData("lake run", false)]
    [InlineData("train", false)]
    public void They_are_not_shown_where_they_have_no_use(string path, bool hidden)
    {
        var command = path.Split(' ').Aggregate((Command)CommandTree.Build(), (at, name) => at.Subcommands.Single(child => child.Name == name));

        command.Options.Where(option => _shared.Contains(option.Name)).ShouldAllBe(option => option.Hidden == hidden);
    }

    [Fact]
    public void One_name_means_one_thing_in_every_command()
    {
        foreach (var name in _shared)
        {
            Commands(CommandTree.Build()).SelectMany(command => command.Options).Where(option => option.Name == name && !option.Hidden)
                .OfType<SettingOption>().Select(option => option.Key).Distinct().Count().ShouldBe(1, name);
        }
    }

    [Fact]
    public async Task The_demo_s_file_under_its_earlier_name_is_taken_with_a_word_about_the_new_one()
    {
        var run = await CommandLineRun.OfAsync("demo", "--clicks", "/nowhere/clicks.csv");

        run.ExitCode.ShouldNotBe(ExitCode.Ok);
        run.Error.ShouldContain("the demo's file is --file now");
        run.Error.ShouldContain("/nowhere/clicks.csv");
    }

    [Fact]
    public void Every_command_line_of_the_README_can_be_parsed()
    {
        var lines = File.ReadAllLines(Path.Combine(Root(), "README.md"))
            .Select(line => line.Split('#')[0].Trim()).Where(line => line.StartsWith("./streamreco ", StringComparison.Ordinal)).ToList();

        lines.Count.ShouldBeGreaterThan(8);
        foreach (var line in lines)
        {
            CommandTree.Build().Parse(line["./streamreco ".Length..]).Errors.Select(error => error.Message).ShouldBeEmpty(line);
        }
    }

    [Fact]
    public void The_README_s_requests_go_to_the_port_that_its_run_line_sets()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "README.md"));

        var port = System.Text.RegularExpressions.Regex.Match(text, @"streamreco run .*--http-port (\d+)").Groups[1].Value;
        var asked = System.Text.RegularExpressions.Regex.Matches(text, @"127\.0\.0\.1:(\d+)/v1|--node 127\.0\.0\.1:(\d+)")
            .Select(match => match.Groups[1].Value + match.Groups[2].Value).Distinct();

        asked.ShouldBe([port]);
    }

    private static IEnumerable<Command> Commands(Command command) =>
        command.Subcommands.SelectMany(Commands).Concat(command is CliCommand ? [command] : []);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "StreamReco.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
