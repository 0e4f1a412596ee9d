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
    public async Task The_program_s_own_help_lists_every_command_once_in_a_group_and_a_few_examples_that_can_be_parsed()
    {
        var run = await CommandLineRun.OfAsync("--help");

        RootHelp.Groups.SelectMany(group => group.Commands).ShouldBe(
            CommandTree.Build().Subcommands.Select(command => command.Name), ignoreOrder: true);
        foreach (var command in CommandTree.Build().Subcommands)
        {
            run.Output.ShouldContain($"  {command.Name} ");
        }

        var lines = run.Output.Split('\n').Select(line => line.Trim()).ToArray();
        lines.Length.ShouldBeLessThan(90);
        foreach (var line in lines.Where(line => line.StartsWith("streamreco ", StringComparison.Ordinal) && !line.Contains("COMMAND", StringComparison.Ordinal)))
        {
            CommandTree.Build().Parse(line.Split(" && ")[0]["streamreco ".Length..]).Errors.ShouldBeEmpty(line);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void No_option_s_name_and_value_push_the_descriptions_away(string name)
    {
        const int CharsMax = 64;
        foreach (var option in Command(name).Options.Where(option => !option.Hidden))
        {
            $"{string.Join(", ", option.Aliases.Prepend(option.Name))} {option.HelpName}".Length.ShouldBeLessThanOrEqualTo(CharsMax, $"{name} {option.Name}");
        }
    }

    [Fact]
    public void No_two_examples_of_a_group_of_commands_have_the_same_title()
    {
        foreach (var group in CommandTree.Build().Subcommands.Where(command => command.Subcommands.Count > 0))
        {
            group.Subcommands.OfType<CliCommand>().SelectMany(command => command.Examples).GroupBy(example => example.Says)
                .Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty(group.Name);
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
