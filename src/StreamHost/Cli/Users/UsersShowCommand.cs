using System.CommandLine;
using System.Text;
using System.Text.Json;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary><c>users show</c>: one user's state for people.</summary>
internal sealed class UsersShowCommand : CliCommand
{
    private readonly UsersStore _store = new();
    private readonly RemoteOptionSet _remote = new();

    private readonly Option<string> _output = OutputOption.Of("How a running node's word is written; the state database's is JSON always.");

    private readonly Argument<string> _user = new("USER") { Description = "The user's id." };

    public UsersShowCommand()
        : base("show", "Show what is known of one user: by the state database, or newest by a running node.")
    {
        Add(_user);
        _store.AddTo(this);
        _remote.AddNodeTo(this);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("One user, by the state database", "streamreco users show u42 --state streamreco.db --model model"),
        new("By the running cluster: history, last answers and why", "streamreco users show u42 --node http://127.0.0.1:8095"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        if (_remote.IsNamed(context))
        {
            return await ShowRunningAsync(context, cancel);
        }

        var options = context.LoadOptions();
        var asked = context.Parse.GetValue(_user)!;
        var user = Pseudonymizer.Open(options.Pipeline.Privacy)?.Of(asked) ?? asked;
        var codec = _store.Codec(context, options);
        await using var store = await UsersStore.OpenAsync(options, cancel);
        using var json = new MemoryStream();
        var found = await UsersShow.RunAsync(store, codec, _store.Group(context), user, json, cancel);
        await CommandAudit.RecordAsync(context, _store.Group(context), "users show", user, found > 0 ? "found" : "not found", cancel);
        context.Screen.Output.Write(Encoding.UTF8.GetString(json.ToArray()));
        return found > 0
            ? ExitCode.Ok
            : throw new UserErrorException(
                $"State:Connection (--state) '{options.State.Connection}' knows no user '{asked}'.");
    }

    private async Task<int> ShowRunningAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var user = await node.GetAsync<JsonElement>(
            $"/v1/users/{Uri.EscapeDataString(context.Parse.GetValue(_user)!)}", cancel);
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(
                JsonSerializer.Serialize(user, HttpJson.Indented));
        }
        else
        {
            RunningUser.Write(user, context.Screen.Results);
        }

        return ExitCode.Ok;
    }
}
