using System.CommandLine;
using StreamReco.StreamHost.Cli;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> Commands() =>
        [.. Find(CommandTree.Build(), []).Select(path => string.Join(' ', path))];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_s_help_has_an_example_that_names_it(string name)
    {
        var run = await CommandLineRun.OfAsync([.. name.Split(' '), "--help"]);

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.Output.ShouldContain("Examples:");
        run.Output[run.Output.IndexOf("Examples:", StringComparison.Ordinal)..].ShouldMatch(
            $@"(streamreco |\./){name}");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_option_and_argument_of_a_command_is_described(string name)
    {
        var command = Command(name);

        command.Description.ShouldNotBeNullOrWhiteSpace();
        command.Options.Where(option => string.IsNullOrWhiteSpace(option.Description)).Select(option => option.Name)
            .ShouldBeEmpty();
        command.Arguments.Where(argument => string.IsNullOrWhiteSpace(argument.Description))
            .Select(argument => argument.Name).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_example_of_a_command_can_be_parsed(string name)
    {
        foreach (var example in ((CliCommand)Command(name)).Examples)
        {
            var words = example.Line.Split(" && ")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            words[0].ShouldBeOneOf("streamreco", "./demo");
            string[] args = words[0] == "streamreco" ? words[1..] : ["demo", .. words[1..]];
            CommandTree.Build().Parse(args).Errors.Select(error => error.Message).ShouldBeEmpty(example.Line);
        }
    }

    [Fact]
    public async Task The_program_s_own_help_lists_every_command_and_an_example_of_each()
    {
        var run = await CommandLineRun.OfAsync("--help");

        foreach (var command in CommandTree.Build().Subcommands)
        {
            run.Output.ShouldMatch($@"  (streamreco |\./){command.Name}");
        }
    }

    [Fact]
    public async Task Without_a_word_the_help_is_shown_and_the_exit_code_says_that_nothing_was_done()
    {
        var run = await CommandLineRun.OfAsync();

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Output.ShouldContain("Usage:");
    }

    private static Command Command(string path) =>
        path.Split(' ')
            .Aggregate((Command)CommandTree.Build(), (at, name) => at.Subcommands.Single(child => child.Name == name));

    private static IEnumerable<string[]> Find(Command command, string[] path) => command.Subcommands
        .SelectMany(child => Find(child, [.. path, child.Name]))
        .Concat(command is CliCommand ? [path] : []);
}
