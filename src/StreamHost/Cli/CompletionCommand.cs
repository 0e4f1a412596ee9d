using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Completion;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli;

/// <summary><c>completion</c>: a script that lets a shell complete commands and options; the program itself knows them.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private readonly Argument<string> _shell = new Argument<string>("SHELL") { Description = "The shell." }
        .AcceptOnlyFromAmong("bash", "zsh", "fish");

    public CompletionCommand()
        : base("completion", "Print a script that lets a shell complete commands and options.") => Add(_shell);

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("For ~/.local/share/bash-completion/completions/streamreco", "streamreco completion bash"),
        new("For ~/.config/fish/completions/streamreco.fish", "streamreco completion fish"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        context.Screen.Output.Write(context.Parse.GetValue(_shell) switch
        {
            "bash" => ShellScripts.Bash,
            "zsh" => ShellScripts.Zsh,
            _ => ShellScripts.Fish,
        });
        return Task.FromResult(ExitCode.Ok);
    }
}
