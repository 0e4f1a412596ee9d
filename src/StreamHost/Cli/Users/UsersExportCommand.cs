using System.CommandLine;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Files;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Persons;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary><c>users export</c>: everything that is held of a user, as one document.</summary>
internal sealed class UsersExportCommand : CliCommand
{
    private readonly UsersStore _store = new();
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _user = new("USER") { Description = "The user's id, in clear." };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Where the document goes; standard output when left out.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _topics = new("--topics")
    {
        Description = "Read the topics of clicks, recommendations and rejected records, too, from their beginning.",
    };

    public UsersExportCommand()
        : base(
            "export",
            "Write everything that is held of a user as one JSON document: by the state database and the lake, or newest by a running node.")
    {
        Add(_user);
        Add(_output);
        Add(_topics);
        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Clicks(), PipelineOptionSet.Recommendations(),
            PipelineOptionSet.Rejected(), PipelineOptionSet.Lake());
        _store.AddTo(this);
        _remote.AddNodeTo(this);
        _remote.AddByTo(this, "the audit trail");
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("By the running cluster", "streamreco users export u42 --node http://127.0.0.1:8095 --topics --output u42.json"),
        new("By what is stored, where no node runs", "streamreco users export u42 --state streamreco.db --model model --lake lake"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        context.LoadOptions();
        var document = _remote.IsNamed(context) ? await AskNodeAsync(context, cancel) : await ReadAsync(context, cancel);
        if (context.Value(_output) is not { } path || path == OutputPlace.Dash)
        {
            context.Screen.Output.WriteLine(Encoding.UTF8.GetString(document));
            return ExitCode.Ok;
        }

        OutputPlace.CheckFile("--output", path);
        WholeFile.Write(path, file => file.Write(document));
        context.Screen.Output.WriteLine($"what is held of the user is written to {path} ({document.Length:N0} bytes)");
        return ExitCode.Ok;
    }

    private async Task<byte[]> AskNodeAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var user = Uri.EscapeDataString(context.Parse.GetValue(_user)!);
        var topics = context.Value(_topics) ? "?topics=true" : "";
        return JsonSerializer.SerializeToUtf8Bytes(
            await node.GetAsync<JsonElement>($"/v1/users/{user}/export{topics}", cancel), HttpJson.Indented);
    }

    private async Task<byte[]> ReadAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.Options!;
        if (_store.Group(context) is { } group)
        {
            options = options.With(kafka => kafka.Group = group);
        }

        var user = context.Parse.GetValue(_user)!;
        var stateId = Pseudonymizer.Open(options.Pipeline.Privacy)?.Of(user) ?? user;
        var codec = _store.Codec(context, options);
        await using var store = await UsersStore.OpenAsync(options, cancel);
        await CommandAudit.RecordAsync(context, options.Kafka.Group, "users export", stateId, "begun", cancel);
        var held = await StoredPerson.ReadAsync(store, options, codec, stateId, cancel);
        var export = new PersonExport(options, user, stateId, context.Time);
        var audit = await export.AuditAsync(options.Audit.Enabled ? CommandAudit.TrailOf(options) : null, cancel);
        return await Task.Run(() => export.Make(held, audit, context.Value(_topics), cancel), cancel);
    }
}
