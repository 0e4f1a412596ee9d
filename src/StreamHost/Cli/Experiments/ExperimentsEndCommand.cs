using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Experiments;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments stop</c> and <c>experiments remove</c>.</summary>
internal sealed class ExperimentsEndCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly string _verb;
    private readonly Argument<string> _experiment = ExperimentOptionSet.Name();

    private ExperimentsEndCommand(string verb, string description)
        : base(verb, description)
    {
        _verb = verb;
        Add(_experiment);
        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    /// <summary>Users are answered as if it were not there.</summary>
    public static ExperimentsEndCommand Stop() => new(
        "stop", "Stop an experiment: users are answered as if it were not there; its figures stay, and what users still do counts.");

    /// <summary>Its figures are forgotten too.</summary>
    public static ExperimentsEndCommand Remove() => new("remove", "Forget a stopped experiment with its figures, to make room for others.");

    public override IReadOnlyList<CommandExample> Examples =>
        [new(_verb == "stop" ? "Stop one" : "Forget one", $"streamreco experiments {_verb} varied --node http://127.0.0.1:8095")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var made = await node.PostAsync<ExperimentChangeAnswer>(
            $"/admin/v1/experiments/{ExperimentOptionSet.PathPart(context, _experiment)}/{_verb}", null, cancel);
        context.Screen.Output.WriteLine(
            (_verb == "stop" ? $"{made.Name} is stopped by version {made.Version}" : $"{made.Name} is forgotten")
            + $"; that was written to the log of partitions {Cells.Ranges(made.Partitions)}.");
        return ExitCode.Ok;
    }
}
