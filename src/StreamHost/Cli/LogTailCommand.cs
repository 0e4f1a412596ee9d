using System.CommandLine;
using System.Text.Json;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Http;

namespace StreamReco.StreamHost.Cli;

/// <summary><c>log tail</c>: a node's newest log lines.</summary>
internal sealed class LogTailCommand : VerbCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Option<int> _lines = new Option<int>("--lines")
    {
        Description = "Lines to begin with, 1 to 2000.",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
    }.AtLeast(1);

    private readonly Option<bool> _follow = new("--follow", "-f")
    {
        Description = "Go on with what comes, until Ctrl-C.",
    };

    private readonly Option<string> _output = new Option<string>("--output", "-o")
    {
        Description = "How it is written; json is an object a line.",
        HelpName = "text|json",
        DefaultValueFactory = _ => "text",
    }.AcceptOnlyFromAmong("text", "json");

    public LogTailCommand()
        : base("tail", "Show a node's newest log lines, and what comes.")
    {
        _remote.AddTo(this);
        Add(_lines);
        Add(_follow);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Follow a node", "streamreco log tail --node http://127.0.0.1:8095 --follow")];

    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(500), context.Time);
        long next = 0;
        var lines = context.Value(_lines);
        try
        {
            do
            {
                foreach (var line in await node.GetAsync<IReadOnlyList<LogLine>>($"/admin/v1/log?lines={lines}&from={next}", cancel))
                {
                    Write(context, line);
                    next = line.Number + 1;
                }

                lines = 2_000;
            }
            while (context.Value(_follow) && await turns.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C is how following ends.
        }

        return ExitCode.Ok;
    }

    private void Write(VerbContext context, LogLine line) => context.Screen.Output.WriteLine(
        context.Value(_output) == "json" ? JsonSerializer.Serialize(line, HttpJson.Options)
            : $"{line.At.UtcDateTime:HH:mm:ss.fff} {line.Level,-11} {line.Category}[{line.EventId}] {line.Text}");
}
