using System.CommandLine;
using System.Text.Json;
using StreamReco.Models.Data;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Experiments;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments start</c>: an experiment, or its next version, at every node.</summary>
internal sealed class ExperimentsStartCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _file = new InputFileArgument("FILE") { Description = "A definition (JSON), as 'experiments create' writes it or by hand: docs/EXPERIMENTS.md." };

    private readonly Option<string[]> _arms = new("--arm")
    {
        Description = "What an arm of the file answers by: NAME=model:VERSION, a model of the nodes' model folders ('models list' shows them). Once for each arm.",
        HelpName = "NAME=model:VERSION",
    };

    public ExperimentsStartCommand()
        : base("start", "Start an experiment, or the next version of one: every shard of every node takes it at the same place in its log.")
    {
        Add(_file);
        Add(_arms);
        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Start an experiment by its definition", "streamreco experiments start varied.json --node http://127.0.0.1:8095"),
        new("Start one whose new arm answers by another model", "streamreco experiments start new-ranker.json --arm new=model:bb0863e0e795 --node http://127.0.0.1:8095"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var path = context.Parse.GetRequiredValue(_file);
        var definition = ArmModelOption.Apply(await ReadAsync(path, cancel), context.Value(_arms) ?? [], path);
        using var node = await _remote.ConnectAsync(context, cancel);
        var made = await node.PostAsync<ExperimentChangeAnswer>("/admin/v1/experiments", definition, cancel);
        context.Screen.Output.WriteLine(
            $"{made.Name} version {made.Version} {(made.IsRunning ? "is running" : "is stopped")}; it was written to the log of partitions "
            + $"{Cells.Ranges(made.Partitions)}. 'streamreco experiments report {made.Name}' shows what it says so far.");
        return ExitCode.Ok;
    }

    private static async Task<JsonElement> ReadAsync(string path, CancellationToken cancel)
    {
        try
        {
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancel));
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"FILE is '{path}'; it is not JSON: {JsonFaults.Describe(e)}", ExitCode.Usage, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"FILE is '{path}'; it cannot be opened: {e.Message}", ExitCode.Usage, e);
        }
    }
}
