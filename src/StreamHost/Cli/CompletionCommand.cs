using System.CommandLine;

namespace StreamReco.StreamHost.Cli;

/// <summary><c>completion</c>: a script that lets a shell complete verbs and options; the program itself knows them.</summary>
internal sealed class CompletionCommand : VerbCommand
{
    private readonly Argument<string> _shell = new Argument<string>("SHELL") { Description = "The shell." }
        .AcceptOnlyFromAmong("bash", "zsh", "fish");

    public CompletionCommand()
        : base("completion", "Print a script that lets a shell complete verbs and options.") => Add(_shell);

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("For ~/.local/share/bash-completion/completions/streamreco", "streamreco completion bash"),
        new("For ~/.config/fish/completions/streamreco.fish", "streamreco completion fish"),
    ];

    public override Task<int> RunAsync(VerbContext context, CancellationToken cancel)
    {
        context.Screen.Output.Write(context.Parse.GetValue(_shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        });
        return Task.FromResult(ExitCode.Ok);
    }

    private const string Bash =
        """
        _streamreco() {
            local line="${COMP_LINE#* }"
            local at=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$at]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _streamreco streamreco ./streamreco

        """;

    private const string Zsh =
        """
        #compdef streamreco
        _streamreco() {
            local line="${words[2,-1]}"
            compadd -- ${(f)"$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)"}
        }
        compdef _streamreco streamreco

        """;

    private const string Fish =
        """
        function __streamreco
            set -l line (string replace -r '^\S+\s?' '' -- (commandline -cp))
            streamreco "[suggest:"(string length -- $line)"]" $line 2>/dev/null
        end
        complete -f -c streamreco -a '(__streamreco)'

        """;
}
