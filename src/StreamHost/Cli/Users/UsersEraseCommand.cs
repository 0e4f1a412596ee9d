using System.CommandLine;
using System.Text.Json;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary><c>users erase</c>: has a user forgotten, by the nodes if they run and else when they do.</summary>
internal sealed class UsersEraseCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _user = new("USER") { Description = "The user's id, in clear." };

    private readonly Option<bool> _alone = new("--alone")
    {
        Description = "Erase this id alone, where it has no linked ids or they are to stay: then neither a node nor a state database has to know them.",
    };

    private readonly Option<string> _output = OutputOption.Of("How the result is written.", people: "text");

    public UsersEraseCommand()
        : base("erase",
            "Have a user forgotten, with the anonymous ids that are linked to them: state, snapshots and answers. Written into the log, so that every node, recovery and "
            + "replay does it at the same place; needs Privacy:ErasureKeyFile (or the key of the pseudonyms), with --node that of the node.")
    {
        Add(_user);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Erasures());
        Add(_alone);
        Add(_output);
        _remote.AddNodeTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("One user by a running node, noted in 'cluster history'", "streamreco users erase u42 --node http://127.0.0.1:8095"),
        new("While no node runs", "streamreco users erase u42 --state streamreco.db --set Privacy:ErasureKeyFile=erasure.key"),
        new("Afterwards, how far it is", "streamreco users erasures list --user u42 --set Privacy:ErasureKeyFile=erasure.key"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        if (context.Parse.GetValue(_alone) && _remote.IsNamed(context))
        {
            throw new UserErrorException("--alone is for an erasure without a node: with --node, linked ids are erased, too.", ExitCode.Usage);
        }

        var entry = _remote.IsNamed(context) ? await AskNodeAsync(context, cancel) : await WriteAsync(context, cancel);
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(entry, ErasureJson.Default.ErasureEntry));
        }
        else
        {
            context.Screen.Output.WriteLine(
                $"erasure {entry.Hash} stands in {entry.Offsets.Count} partitions of topic {entry.Topic}; "
                + "a running node forgets the user at once, its snapshot follows within Snapshot:EveryMs");
        }

        return ExitCode.Ok;
    }

    private async Task<ErasureEntry> AskNodeAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        return await node.PostAsync<ErasureEntry>(
            "/admin/v1/erasures", new ErasureBody(context.Parse.GetValue(_user)), cancel);
    }

    /// <summary>
    /// An erasure by a key that the nodes do not have stops them: they cannot tell whose clicks to pass over. A node that can be
    /// found by the state database says which key it has.
    /// </summary>
    private static void Warn(CommandContext context, NodeBeforeErasure said, string keyId)
    {
        if (said.Why is { } why)
        {
            context.Screen.Error.WriteLine(why);
        }

        if (said.Node is { } node && node.ErasureKeyId != keyId)
        {
            context.Screen.Error.WriteLine(
                $"Node {node.Name} has {(node.ErasureKeyId is { } other ? $"the erasure key {other}" : "no erasure key")}, this "
                    + $"command {keyId} (Privacy:ErasureKeyFile): the nodes cannot read this erasure until they get the same key.");
        }
    }

    /// <summary>Straight into Kafka: no node has to run.</summary>
    private async Task<ErasureEntry> WriteAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var (user, hash, keyId) = ErasureKey.Of(context.Parse.GetValue(_user)!, options.Pipeline.Privacy);
        var said = await NodeBeforeErasure.AskAsync(context, _remote, context.Parse.GetValue(_user)!, cancel);
        Warn(context, said, keyId);
        var linked = context.Parse.GetValue(_alone) ? [] : await LinkedUsers.OfAsync(context, said.LinkedIds, user, cancel);
        var partitions = await EnsureTopicAsync(context, options.Kafka, cancel);
        if (linked.Count > 0)
        {
            context.Screen.Error.WriteLine($"erased with the user: {string.Join(", ", linked)}");
        }

        var hashes = Pseudonymizer.OpenForErasures(options.Pipeline.Privacy)!;
        var now = context.Time.GetUtcNow();
        using var writer = new ErasureWriter(options.Kafka, $"{Environment.ProcessId}-{now.UtcTicks}");
        return await Task.Run(
            () =>
            {
                writer.Begin();
                foreach (var id in linked)
                {
                    writer.Write(id, hashes.Of(id), keyId, now, partitions); // before the user, who knows them
                }

                return writer.Write(user, hash, keyId, now, partitions);
            },
            CancellationToken.None);
    }

    private static async Task<int> EnsureTopicAsync(CommandContext context, KafkaOptions kafka, CancellationToken cancel)
    {
        using var wait = BrokerWait.Begin(context, kafka);
        return await new ErasureTopic(kafka, context.Time).EnsureAsync(cancel);
    }
}
