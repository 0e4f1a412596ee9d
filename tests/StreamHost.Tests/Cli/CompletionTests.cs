using System.CommandLine;
using System.Diagnostics;
using StreamReco.StreamHost.Cli;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>What shells suggest, asked of the shells themselves where they are installed.</summary>
public sealed class CompletionTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string, string[]> Lines => new()
    {
        { "streamreco cl", "cluster", [] },
        { "streamreco cluster ", "down down-unreachable drain history leave members resume sharding show status", [] },
        { "streamreco run --del", "--delivery", [] },
        { "streamreco run --delivery ", "at-least-once exactly-once", [] },
        { "streamreco evaluate --protocol s", "search session-examples sessions", [] },
        { "streamreco quality --output j", "json", [] },
        { "streamreco completion ", "bash fish zsh", [] },
        { "streamreco run --set Kafka:Bo", "Bootstrap=", ["run", "--set", "Kafka", ":", "Bo"] },
        { "streamreco run --set Kafka:Repartition=", "false true", ["run", "--set", "Kafka", ":", "Repartition", "="] },
        { "streamreco run --config ", "", [] },
        { "streamreco nothing ", "", [] },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Bash_suggests_commands_options_values_and_keys_and_leaves_files_to_itself(string line, string expected, string[] words)
    {
        var cut = words.Length > 0 ? ["streamreco", .. words] : line.Split(' ');
        var script =
            $"""
            streamreco() (dotnet '{Path.Combine(AppContext.BaseDirectory, "streamreco.dll")}' "$@")
            {(await CommandLineRun.OfAsync("completion", "bash")).Output}
            COMP_LINE='{line}'; COMP_POINT={line.Length}
            COMP_WORDS=({string.Join(' ', cut.Select(word => $"'{word}'"))}); COMP_CWORD={cut.Length - 1}
            _streamreco; echo "${"{COMPREPLY[*]}"}"; complete -p streamreco
            """;

        var output = await RunAsync("bash", "--norc", "-c", script);

        output[0].ShouldBe(expected);
        output[1].ShouldContain("-F _streamreco");
    }

    [Fact]
    public async Task Zsh_and_fish_suggest_the_same_where_they_are_installed()
    {
        var call = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "streamreco.dll")}'";
        if (IsInstalled("zsh"))
        {
            var script =
                $$"""
                streamreco() { {{call}} "$@" }
                {{(await CommandLineRun.OfAsync("completion", "zsh")).Output}}
                compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -n -- "$* " }
                words=(streamreco run --delivery ''); CURRENT=4; _streamreco; print
                """;
            (await RunAsync("zsh", "-f", "-c", script))[0].Trim().ShouldBe("at-least-once exactly-once");
        }

        if (IsInstalled("fish"))
        {
            var script =
                $"""
                function streamreco; {call} $argv; end
                {(await CommandLineRun.OfAsync("completion", "fish")).Output}
                complete -C 'streamreco run --delivery '
                """;
            (await RunAsync("fish", "--no-config", "-c", script)).ShouldBe(["at-least-once", "exactly-once"]);
        }
    }

    [Fact]
    public void A_line_that_ends_after_any_option_of_any_command_is_understood_as_far_as_it_goes()
    {
        var root = CommandTree.Build();
        foreach (var (command, path) in Commands(root, []))
        {
            foreach (var option in command.Options.Concat(root.Options.Where(option => option.Recursive)))
            {
                var parse = Should.NotThrow(() => root.Parse([.. path, option.Name]), $"{string.Join(' ', path)} {option.Name}");
                Should.NotThrow(() => parse.GetCompletions().ToList(), $"{string.Join(' ', path)} {option.Name}");
            }
        }
    }

    private static IEnumerable<(Command Command, string[] Path)> Commands(Command command, string[] path) =>
        command.Subcommands.SelectMany(child => Commands(child, [.. path, child.Name])).Prepend((command, path));

    private static bool IsInstalled(string shell) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, shell)));

    private static async Task<string[]> RunAsync(string shell, params string[] args)
    {
        var start = new ProcessStartInfo(shell, args) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = Path.GetTempPath();
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(_patience);
        var lines = (await output).Split('\n');
        lines.Length.ShouldBeGreaterThan(1, await error);
        return lines[..^1];
    }
}
