using System.CommandLine;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Remote;

/// <summary>How a command reaches the cluster: one node is enough, the others are known to it.</summary>
internal sealed class RemoteOptionSet
{
    private readonly Option<string> _node = new("--node")
    {
        HelpName = "URL",
    };

    private readonly Option<string> _token = new InputFileOption("--token-file")
    {
        OtherThanFile = AdminToken.VariablePrefix,
        Description = "The admin token: a file, or env:NAME for a variable. [Http:AdminTokenFile]",
        HelpName = "FILE",
    };

    private readonly Option<string> _by = new("--by") { HelpName = "NAME" };

    /// <summary>Narrows an answer of all nodes to one of them.</summary>
    public static Option<string> Only() => new("--only")
    {
        Description = "Only what this node says, by its name in 'cluster members'.",
        HelpName = "NODE",
    };

    /// <summary>The same as a part of a query.</summary>
    public static string OnlyQuery(CommandContext context, Option<string> only) =>
        context.Value(only) is { } name ? $"&node={Uri.EscapeDataString(name)}" : "";

    /// <summary>Adds the options by which a node is named.</summary>
    /// <param name="command">The command.</param>
    /// <param name="without">What the command does where no node is named; null where it finds one by the state database.</param>
    public void AddNodeTo(Command command, string? without = null)
    {
        _node.Description = $"Any node of the cluster, as http://HOST:PORT; without it {without ?? "the state database says which there are"}.";
        command.Add(_node);
        command.Add(_token);
    }

    /// <summary>Adds them, and those by which one is found.</summary>
    public void AddTo(Command command)
    {
        AddNodeTo(command);
        PipelineOptionSet.AddTo(command, PipelineOptionSet.State(), PipelineOptionSet.Group());
    }

    /// <summary>Adds the option by which the caller names themselves, for commands that change something.</summary>
    /// <param name="command">The command.</param>
    /// <param name="keptIn">Where the name stands afterwards.</param>
    public void AddByTo(Command command, string keptIn = "'cluster history'")
    {
        _by.Description = $"Who asks for it, for {keptIn}. Default: the user of the operating system.";
        command.Add(_by);
    }

    /// <summary>Whether a node was named.</summary>
    public bool IsNamed(CommandContext context) => context.Value(_node) is not null;

    /// <summary>A client of a node that lives.</summary>
    /// <exception cref="UserErrorException">None is known.</exception>
    public async Task<AdminClient> ConnectAsync(CommandContext context, CancellationToken cancel) =>
        await TryConnectAsync(context, cancel) ?? throw NoNode(context.Options!);

    /// <summary>The same, or null where none lives.</summary>
    /// <exception cref="UserErrorException">The state database that would know cannot be asked.</exception>
    public async Task<AdminClient?> TryConnectAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var token = context.Value(_token) is { } source ? AdminToken.Open(source, _token.Name) : AdminToken.Open(options.Http);
        return (context.Value(_node) is { } named ? Parse(named) : await FindAsync(context, cancel)) is { } url
            ? new AdminClient(url, token, context.Value(_by) ?? Environment.UserName) : null;
    }

    private static UserErrorException NoNode(StreamRecoOptions options) => new(
        $"No node of group '{options.Kafka.Group}' (--group) lives by {ShardStoreFactory.Describe(options.State.Connection)} "
        + "(--state); name one with --node http://HOST:PORT.");

    private static Uri Parse(string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
            ? url : throw new UserErrorException($"--node is '{text}'; it must be http://HOST:PORT.", ExitCode.Usage);

    private static async Task<Uri?> FindAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.Options!;
        var nodes = await NodesAsync(options.State.Connection, options.Kafka.Group, cancel);
        var silentBefore = context.Time.GetUtcNow().ToUnixTimeMilliseconds() - ClusterDirectory.SilenceMs;
        return nodes.Where(node => node.SeenAtMs >= silentBefore).MaxBy(node => node.SeenAtMs) is { } newest
            ? new Uri(newest.Url) : null;
    }

    private static async Task<IReadOnlyList<NodeEntry>> NodesAsync(string connection, string group, CancellationToken cancel)
    {
        try
        {
            return await new SqlNodeDirectory(connection).NodesAsync(group, cancel);
        }
        catch (StoreUnavailableException e)
        {
            throw new UserErrorException(
                $"{e.Message} Name a node with --node http://HOST:PORT, or its state database with --state.", ExitCode.Failure, e);
        }
    }
}
