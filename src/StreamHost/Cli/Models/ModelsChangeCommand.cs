using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Completion;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Models;

/// <summary><c>models activate</c> and <c>models rollback</c>: another model answers, at every node.</summary>
internal sealed class ModelsChangeCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string>? _version;
    private readonly Option<bool> _force = new("--force")
    {
        Description = "Activate it even if it knows fewer of the shop's items than Model:KnownShareMin.",
    };

    private ModelsChangeCommand(string name, string description, Argument<string>? version)
        : base(name, description)
    {
        _version = version;
        if (version is not null)
        {
            Add(version);
            Add(_force);
        }

        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    /// <summary>Changes to a version.</summary>
    public static ModelsChangeCommand Activate() => new(
        "activate", "Try a model at a node; if it passes, every shard of every node changes to it at the same place in its log.",
        new Argument<string>("VERSION")
        {
            Description = "The model's version, as 'models list' says it.",
            CompletionSources = { Suggestions.ModelVersions },
        });

    /// <summary>Goes back.</summary>
    public static ModelsChangeCommand Rollback() =>
        new("rollback", "Go back to the model that answered before the newest change.", null);

    public override IReadOnlyList<CommandExample> Examples => _version is null
        ? [new("Return to the model before", "streamreco models rollback --node http://127.0.0.1:8095")]
        : [new("A new model, which all nodes can see", "streamreco models activate bb0863e0e795 --node http://127.0.0.1:8095")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var path = _version is null ? "/admin/v1/models/rollback"
            : $"/admin/v1/models/{Uri.EscapeDataString(context.Parse.GetValue(_version)!)}/activate{(context.Value(_force) ? "?force=true" : "")}";
        var change = await node.PostAsync<ModelChangeAnswer>(path, null, cancel);
        context.Screen.Output.WriteLine(
            $"{Trial(change)}; the change{(change.Previous is { } before ? $" from {before}" : "")} was written to the log of partitions "
            + $"{Cells.Ranges(change.Partitions)}. 'streamreco models list' shows where it has been made.");
        return ExitCode.Ok;
    }

    /// <summary>What is known of the model, with the name of each that is spoken of.</summary>
    internal static string Trial(ModelChangeAnswer change) => change switch
    {
        { InUse: true, Queries: 0 } => $"{change.Version} is in use already and needs no trial",
        { Queries: 0 } => $"{change.Version} is in memory and needs no trial",
        { Agreement: { } share } => $"{change.Version} passed its trial of {change.Queries} histories (of the items that it recommended for them, "
            + $"{share * 100:0} % are recommended by {change.ComparedWith}, the model of the settings, too)",
        _ => $"{change.Version} passed its trial of {change.Queries} histories",
    };
}
