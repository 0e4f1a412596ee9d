using System.CommandLine;
using System.Text.Json;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Cluster;

/// <summary><c>log tail</c>: the newest log lines of all nodes.</summary>
internal sealed class LogTailCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Option<string> _only = RemoteOptionSet.Only();
    private readonly Option<int> _lines = new Option<int>("--lines")
    {
        Description = "Lines to begin with, 1 to 2000.",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
    }.Between(1, 2_000);

    private readonly Option<bool> _follow = new("--follow", "-f")
    {
        Description = "Go on with what comes, until Ctrl-C.",
    };

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an object a line.", people: "text");

    public LogTailCommand()
        : base("tail", "Show the newest log lines of all nodes by time, and what comes.")
    {
        _remote.AddTo(this);
        Add(_only);
        Add(_lines);
        Add(_follow);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Follow all nodes", "streamreco log tail --node http://127.0.0.1:8095 --follow"),
        new("One of them", "streamreco log tail --node http://127.0.0.1:8095 --only 10.0.0.7:8095"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), context.Time);
        var newest = new Dictionary<string, long>(StringComparer.Ordinal);
        var silent = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            do
            {
                var answer = await node.GetAsync<ClusterLogAnswer>(Path(context, newest), cancel);
                Tell(context, answer.Silent, silent);
                foreach (var line in answer.Lines)
                {
                    Write(context, line);
                    newest[line.Node] = Math.Max(line.Number, newest.GetValueOrDefault(line.Node));
                }
            }
            while (context.Value(_follow) && await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C is how following ends.
        }

        return ExitCode.Ok;
    }

    private string Path(CommandContext context, Dictionary<string, long> newest) =>
        $"/admin/v1/cluster/log?lines={(newest.Count == 0 ? context.Value(_lines) : 2_000)}"
        + RemoteOptionSet.OnlyQuery(context, _only)
        + string.Concat(newest.Select(line => $"&after={Uri.EscapeDataString(line.Key)}:{line.Value}"));

    /// <summary>Whoever falls silent is reported once, and again only after an answer.</summary>
    private static void Tell(CommandContext context, IReadOnlyList<SilentMember> now, HashSet<string> before)
    {
        foreach (var member in now.Where(member => !before.Contains(member.Node)))
        {
            context.Screen.Error.WriteLine($"node {member.Node} {member.Why}: its lines are missing");
        }

        before.Clear();
        before.UnionWith(now.Select(member => member.Node));
    }

    private void Write(CommandContext context, NodeLogLine line) => context.Screen.Output.WriteLine(
        context.Value(_output) == "json" ? JsonSerializer.Serialize(line, HttpJson.Options)
            : $"{line.At.UtcDateTime:HH:mm:ss.fff} {line.Node} {line.Level,-11} {line.Category}[{line.EventId}] {line.Text}");
}
