using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Experiments;
using StreamReco.StreamHost.Replay;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments verify</c>: whether the log gives the arms, propensities and sums that the nodes stated.</summary>
internal sealed class ExperimentsVerifyCommand : CliCommand
{
    private readonly Argument<string> _experiment = ExperimentOptionSet.Name();
    private readonly RemoteOptionSet _remote = new();
    private readonly Option<string> _output = OutputOption.Of("How it is written.");

    public ExperimentsVerifyCommand()
        : base("verify",
            "Recompute an experiment out of the clicks topic: the arm and propensity of each answer, and with --node the sums of each "
            + "partition. Exit code 0 if all are as stated, 1 otherwise.")
    {
        Add(_experiment);
        ExperimentOptionSet.AddLogTo(this);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Recommendations());
        _remote.AddNodeTo(this, "the answers alone are compared");
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Answers and sums", "streamreco experiments verify varied --node http://127.0.0.1:8095"),
        new("Answers alone, from the topics; no node has to run", "streamreco experiments verify varied"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var sums = await SumsAsync(context, cancel);
        OwnedSums[] owned =
        [
            .. (sums?.Partitions ?? []).Select(one => new OwnedSums(
                one.Partition, one.NextOffset, [.. one.Arms.Select(arm => arm.ToTally(sums!.Name))])),
        ];
        var models = new GraphlessModels(options.Model);
        var verification = new ExperimentVerification(options, context.Parse.GetRequiredValue(_experiment), owned);
        var parity = await ProgressDisplay.Run(
            context.Screen, context.Time, "verifying", line => verification.Run(models, context.Time, line, cancel));
        Write(context, parity with
        {
            Notes = [.. parity.Notes, .. (sums?.Missing ?? new Dictionary<int, string>()).Select(one => $"The sums of partition {one.Key} were not compared: {one.Value}.")],
        });
        return parity.IsFull ? ExitCode.Ok : ExitCode.Failure;
    }

    /// <summary>Asked for before the topics are read: the log holds at least what the sums do.</summary>
    private async Task<ExperimentSumsAnswer?> SumsAsync(CommandContext context, CancellationToken cancel)
    {
        if (!_remote.IsNamed(context))
        {
            return null;
        }

        using var node = await _remote.ConnectAsync(context, cancel);
        return await node.GetAsync<ExperimentSumsAnswer>($"/v1/experiments/{ExperimentOptionSet.PathPart(context, _experiment)}/sums", cancel);
    }

    private void Write(CommandContext context, ExperimentParity parity)
    {
        if (context.Value(_output) == "json")
        {
            ExperimentOptionSet.WriteJson(context, parity);
            return;
        }

        var output = context.Screen.Output;
        output.WriteLine(
            $"{parity.Experiment}: answers equal {parity.Equal:N0}, different {parity.Different:N0}, extra {parity.Extra:N0}, not in the topic any more {parity.Missing:N0}");
        output.WriteLine(parity.Partitions == 0 ? "sums were not compared: name a node with --node"
            : $"sums of {parity.Partitions} partitions compared, {parity.DifferentSums} differ");
        foreach (var note in parity.Notes)
        {
            output.WriteLine(note);
        }

        output.WriteLine(parity.First is { } first ? $"first difference: {first}" : "the log gives what was stated");
    }
}
